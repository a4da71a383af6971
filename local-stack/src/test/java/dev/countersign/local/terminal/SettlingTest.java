package dev.countersign.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.event.Settlement.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlingTest extends TerminalTest {

    private static final String SETTLEMENT = "/api/conversations/c-1/calls/call_1/settlement";
    private static final Settling.Found RETURNED =
            new Settling.Found(Outcome.SUCCEEDED, Optional.of("{\"id\": 12345678901234567890}"), Optional.empty());
    private static final Settling.Found FAILED =
            new Settling.Found(Outcome.FAILED, Optional.empty(), Optional.of("not in the outbox"));

    @BeforeEach
    void call() {
        inbox.with(FakeInbox.call("c-1", "call_1", 0, 1, List.of()))
                .answering("PUT", SETTLEMENT, 200, body -> Map.of("outcome", "accepted", "calls", List.of()));
    }

    @Test
    void shouldSettleWithAnOutputAfterAsking() throws Exception {
        int status = new Settling(typing("yes\n")).settle("call_1", RETURNED, false);

        assertThat(status).isEqualTo(ExitStatus.DONE);
        assertThat(inbox.requests).anyMatch(request -> request.contains("status=unknown"));
        assertThat(inbox.bodies.getFirst())
                .hasToString("{\"outcome\":\"succeeded\",\"output\":{\"id\":12345678901234567890}}");
        assertThat(printed()).contains("send_email", "Settle it for good: it succeeded?", "The model was not told.");
    }

    @Test
    void shouldSettleNothingWithoutAYes() throws Exception {
        int status = new Settling(typing("\n")).settle("c-1/call_1", FAILED, false);

        assertThat(status).isEqualTo(ExitStatus.NOT_CONFIRMED);
        assertThat(inbox.requests).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void shouldSettleAsFailedWithoutAsking() throws Exception {
        assertThat(new Settling(typing("")).settle("c-1/call_1", FAILED, true)).isEqualTo(ExitStatus.DONE);

        assertThat(inbox.bodies.getFirst()).hasToString("{\"outcome\":\"failed\",\"reason\":\"not in the outbox\"}");
    }

    @Test
    void shouldSayWhoSettledBefore() {
        inbox.answering(
                "PUT",
                SETTLEMENT,
                409,
                body -> Map.of(
                        "type", "urn:countersign:problem:already-settled", "detail", "it is settled already by sue"));

        assertThatThrownBy(() -> new Settling(typing("")).settle("c-1/call_1", FAILED, true))
                .isInstanceOf(RefusedByServiceException.class)
                .hasMessage("it is settled already by sue. Look at it as it is now: ./countersign show CALL.");
    }

    @Test
    void shouldSendNothingThatIsNotJson() {
        Settling.Found broken = new Settling.Found(Outcome.SUCCEEDED, Optional.of("{id"), Optional.empty());

        assertThatThrownBy(() -> new Settling(typing("")).settle("c-1/call_1", broken, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the output cannot be read as JSON");
        assertThat(inbox.requests).isEmpty();
    }
}

package dev.countersign.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttendingTest extends TerminalTest {

    private static final String CALL = "/api/conversations/c-1/calls/call_1";
    private static final Map<String, Object> ACCEPTED =
            Map.of("conversationId", "c-1", "outcome", "accepted", "calls", List.of());

    @BeforeEach
    void call() {
        inbox.with(FakeInbox.call("c-1", "call_1", 0, 1, List.of()))
                .answering("PUT", CALL + "/claim", 200, body -> ACCEPTED)
                .answering("DELETE", CALL + "/claim", 200, body -> ACCEPTED)
                .answering("POST", CALL + "/comments", 200, body -> ACCEPTED)
                .answering("DELETE", CALL, 200, body -> ACCEPTED)
                .answering("DELETE", "/api/conversations/c-1", 202, body -> ACCEPTED);
    }

    @Test
    void shouldClaimAndUnclaim() throws Exception {
        assertThat(attending().claim("call_1")).isEqualTo(ExitStatus.DONE);
        assertThat(attending().unclaim("c-1/call_1")).isEqualTo(ExitStatus.DONE);

        assertThat(inbox.requests).contains("PUT " + CALL + "/claim", "DELETE " + CALL + "/claim");
        assertThat(printed()).contains("alice looks at it", "Nobody looks at it now");
    }

    @Test
    void shouldComment() throws Exception {
        assertThat(attending().comment("call_1", "is this \"her\"?")).isEqualTo(ExitStatus.DONE);

        assertThat(inbox.bodies.getFirst().path("text").asText()).isEqualTo("is this \"her\"?");
    }

    @Test
    void shouldWithdrawWithAReason() throws Exception {
        assertThat(attending().withdraw("call_1", Optional.of("no longer & never")))
                .isEqualTo(ExitStatus.DONE);

        assertThat(inbox.requests).contains("DELETE " + CALL + "?reason=no+longer+%26+never");
    }

    @Test
    void shouldSayThatAnEndIsOnItsWay() throws Exception {
        assertThat(attending().end("c-1", Optional.empty())).isEqualTo(ExitStatus.UNDER_WAY);

        assertThat(inbox.requests).contains("DELETE /api/conversations/c-1");
    }

    @Test
    void shouldSayWhoElseLooksAtACall() {
        inbox.answering(
                "PUT",
                CALL + "/claim",
                409,
                body -> Map.of("type", "urn:countersign:problem:claimed", "detail", "bob looks at it"));

        assertThatThrownBy(() -> attending().claim("call_1"))
                .isInstanceOf(RefusedByServiceException.class)
                .hasMessage("bob looks at it. A claim lapses after 15 minutes and keeps nobody from deciding.");
    }

    private Attending attending() {
        return new Attending(typing(""));
    }
}

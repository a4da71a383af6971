package dev.countersign.local.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.Digest;
import dev.countersign.local.launch.Addresses;
import dev.countersign.local.trust.Person;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovingTest {

    private static final Approval SINGLE = FakeInbox.call("c-1", "call_1", 0, 1, List.of());

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private FakeInbox inbox;

    @BeforeEach
    void startInbox() throws Exception {
        inbox = FakeInbox.start();
    }

    @AfterEach
    void stopInbox() {
        inbox.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", "YES", " Yes "})
    void shouldApproveOnYesAloneWithTheDigestsOfWhatWasShown(String line) {
        inbox.with(SINGLE);

        approve(line + "\n");

        assertThat(inbox.decisions).hasSize(1);
        FakeInbox.Decision decision = inbox.decisions.getFirst();
        assertThat(decision.path()).isEqualTo("/api/conversations/c-1/turns/1/decision");
        assertThat(decision.body().path("decision").asText()).isEqualTo("approve");
        assertThat(decision.body()
                        .path("calls")
                        .path("call_1")
                        .path("argumentsDigest")
                        .asText())
                .isEqualTo(SINGLE.argumentsDigest().value());
        assertThat(decision.body()
                        .path("calls")
                        .path("call_1")
                        .path("toolDigest")
                        .asText())
                .isEqualTo(Digest.ofText("send_email").value());
        assertThat(printed())
                .contains(
                        "Do you approve of the following tool invocations",
                        "\"message\": \"What's up\"",
                        "Anything except 'Y'/'Yes' (case-insensitive) will be treated as a no.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "no", "yep", "yes please", "true", "1"})
    void shouldRejectOnAnythingElse(String line) {
        inbox.with(SINGLE);

        approve(line + "\n");

        assertThat(inbox.decisions).hasSize(1);
        assertThat(inbox.decisions.getFirst().body().path("decision").asText()).isEqualTo("reject");
    }

    @Test
    void shouldSkipOnAnEmptyLineAndLeaveTheRestAtTheEndOfTheInput() {
        inbox.with(
                SINGLE,
                FakeInbox.call("c-2", "call_1", 0, 1, List.of()),
                FakeInbox.call("c-3", "call_1", 0, 1, List.of()));

        approve("\ny\n");

        assertThat(inbox.decisions)
                .extracting(FakeInbox.Decision::path)
                .containsExactly("/api/conversations/c-2/turns/1/decision");
        assertThat(printed()).containsSubsequence("Conversation c-1", "Conversation c-2", "Conversation c-3");
    }

    @Test
    void shouldShowTheCallsOfATurnTogetherAndOnlyOnceAllHaveCome() {
        CallId first = new CallId("call_a");
        CallId second = new CallId("call_b");
        inbox.with(
                FakeInbox.call("c-1", "call_b", 1, 2, List.of(first)),
                FakeInbox.call("c-1", "call_a", 0, 2, List.of(second)),
                FakeInbox.call("c-2", "call_a", 0, 3, List.of(second)));

        approve("y\ny\n");

        assertThat(inbox.decisions).hasSize(1);
        assertThat(inbox.decisions.getFirst().body().path("calls").size()).isEqualTo(2);
        assertThat(printed())
                .containsSubsequence("call_a", "call_b", "Anything except")
                .doesNotContain("c-2");
    }

    @Test
    void shouldDecideACallWithoutTurnOnItsOwn() {
        inbox.with(FakeInbox.call("c-1", "call_1", Optional.empty(), List.of()));

        approve("y\n");

        assertThat(inbox.decisions).hasSize(1);
        assertThat(inbox.decisions.getFirst().path()).isEqualTo("/api/conversations/c-1/calls/call_1/decision");
        assertThat(inbox.decisions.getFirst().body().path("argumentsDigest").asText())
                .isEqualTo(SINGLE.argumentsDigest().value());
    }

    @Test
    void shouldTellWhyADecisionWasNotAcceptedAndNotAskAgain() {
        inbox.with(SINGLE).refusing("decided already by bob");

        approve("y\ny\n");

        assertThat(inbox.decisions).hasSize(1);
        assertThat(printed()).contains("Not accepted: decided already by bob");
    }

    @Test
    void shouldSaySoWhenNothingIsPending() {
        approve("");

        assertThat(printed()).contains("Nothing is pending");
    }

    @Test
    void shouldFailWhenTheTokenIsNotGood() {
        Person stranger = new Person("mallory", Set.of("approver"), Set.of(), "guessed");

        assertThatThrownBy(() -> approve("y\n", stranger)).hasMessageContaining("sign in");
    }

    private void approve(String input) {
        approve(input, new Person("alice", Set.of("approver"), Set.of(), FakeInbox.TOKEN));
    }

    private void approve(String input, Person person) {
        Addresses addresses = new Addresses(
                "127.0.0.1:1", inbox.url(), ProcessHandle.current().pid());
        new Approving(TerminalSession.at(
                        addresses,
                        person,
                        new ByteArrayInputStream(input.getBytes(UTF_8)),
                        new PrintStream(printed, true, UTF_8)))
                .run();
    }

    private String printed() {
        return printed.toString(UTF_8);
    }
}

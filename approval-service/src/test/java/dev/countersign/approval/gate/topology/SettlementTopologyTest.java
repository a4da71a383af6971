package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an admin finds out about a call that the gate itself gave up, and for how long it is known. */
class SettlementTopologyTest {

    private static final Duration SILENCE =
            GateStack.TERMS.validity().plus(GateStack.TERMS.silence()).plus(Tools.COUNT_EMAILS.longestRun());
    private static final CallKey CALL = CallKey.parse("w/a");

    @TempDir
    Path dir;

    private GateDriver gate;

    @BeforeEach
    void loseCall() {
        gate = new GateDriver(dir);
        gate.request("{\"callId\":\"a\",\"conversationId\":\"w\",\"tool\":\"count_emails\","
                + "\"arguments\":{\"last_n_days\":5}}");
        gate.decide("bob", Verb.APPROVE, gate.card("w/a"));
        gate.pass(SILENCE);
        assertThat(gate.card("w/a").status()).isEqualTo(Approval.Status.UNKNOWN);
        assertThat(gate.drain(Topic.TOOL_RESULTS.topicName())).hasSize(1);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void shouldSettleWhatTheGateGaveUp() {
        GateOutcome outcome = settle();

        assertThat(outcome).isInstanceOf(GateOutcome.Accepted.class);
        Approval card = gate.card("w/a");
        assertThat(card.status()).isEqualTo(Approval.Status.UNKNOWN);
        assertThat(card.settlement().orElseThrow().by().name()).isEqualTo("root");
        assertThat(card.result().orElseThrow().status()).isEqualTo(ToolResult.Status.UNKNOWN);
        assertThat(gate.drain(Topic.TOOL_RESULTS.topicName())).isEmpty();
        assertThat(gate.rejected()).isEmpty();
    }

    @Test
    void shouldTakeLateResultAfterSettlement() {
        settle();
        gate.cards();

        gate.result(late());

        Approval card = gate.card("w/a");
        assertThat(card.lateResult().orElseThrow().output()).contains(CanonicalJson.ofValue(10));
        assertThat(card.settlement()).isPresent();
    }

    @Test
    void shouldSettleUntilCardIsGone() {
        gate.pass(GateStack.TERMS.retention().minus(Duration.ofSeconds(2)));

        assertThat(settle()).isInstanceOf(GateOutcome.Accepted.class);
        gate.cards();
        gate.pass(Duration.ofSeconds(3));

        // The settlement is known for as long as any other last word.
        assertThat(gate.cards()).isEmpty();
        gate.pass(GateStack.TERMS.retention());
        assertThat(gate.cards()).isEqualTo(Map.of(CALL, Optional.empty()));
        assertThat(settle())
                .isInstanceOfSatisfying(
                        GateOutcome.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(GateOutcome.Refusal.NOT_FOUND));
    }

    private GateOutcome settle() {
        return gate.ask(new GateCommand.SettleCall(
                new CommandId(UUID.randomUUID()),
                new Voter("root", Set.of(), true, "web"),
                new ConversationId("w"),
                new CallId("a"),
                Settlement.Outcome.SUCCEEDED,
                Optional.of(CanonicalJson.ofValue("the same ".repeat(1_000))),
                Optional.empty()));
    }

    private static ToolResult late() {
        Instant at = GateDriver.START.plus(SILENCE);
        return new ToolResult(
                new CallId("a"),
                new ConversationId("w"),
                Optional.empty(),
                Tools.COUNT_EMAILS.name(),
                ToolResult.Status.SUCCEEDED,
                Optional.of(CanonicalJson.ofValue(10)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(GateDriver.START),
                at,
                1,
                true,
                Optional.of(Tools.EXECUTOR),
                Optional.empty());
    }
}

package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conversation with more that is pending than one transaction takes: an agent that ran wild, and is stopped. */
class LongConversationTest {

    private static final int CALLS = 210;

    @TempDir
    Path dir;

    private GateDriver gate;

    @BeforeEach
    void open() {
        gate = new GateDriver(dir);
        for (int call = 0; call < CALLS; call++) {
            gate.request("""
                    {"callId":"c%d","conversationId":"w","tool":"count_emails","arguments":{"last_n_days":5}}""".formatted(call));
        }
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void shouldEndConversationInSeveralTransactions() {
        Map<CallKey, Optional<Approval>> pending = new HashMap<>(gate.cards());

        assertThat(end()).isInstanceOf(GateOutcome.Accepted.class);

        List<RejectedCall> atOnce = gate.rejected();
        assertThat(atOnce).hasSizeBetween(1, CALLS - 1);
        gate.pass(Duration.ofMillis(250));
        assertThat(gate.rejected())
                .hasSize(CALLS - atOnce.size())
                .allMatch(call -> call.reason().kind() == RejectedCall.Kind.WITHDRAWN)
                .allMatch(call -> call.decidedBy().orElseThrow().name().equals("root"));
        pending.putAll(gate.cards());
        assertThat(pending.values())
                .hasSize(CALLS)
                .allMatch(card -> card.orElseThrow().status() == Approval.Status.WITHDRAWN);
    }

    @Test
    void shouldDecideNothingOfEndedConversation() {
        Map<CallKey, Optional<Approval>> left = new HashMap<>(gate.cards());
        end();
        left.keySet().removeAll(gate.cards().keySet());
        Approval shown = left.values().iterator().next().orElseThrow();

        GateOutcome outcome = gate.decide("bob", Verb.APPROVE, shown);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        GateOutcome.Refused.class,
                        refused -> assertThat(refused.kind()).isEqualTo(GateOutcome.Refusal.ALREADY_DECIDED));
        assertThat(gate.drain(Topic.APPROVED_CALLS.topicName())).isEmpty();
        assertThat(gate.card(shown.key().toString()).status()).isEqualTo(Approval.Status.WITHDRAWN);
    }

    private GateOutcome end() {
        return gate.ask(new GateCommand.EndConversation(
                new CommandId(UUID.randomUUID()),
                new Voter("root", Set.of(), true, "web"),
                new ConversationId("w"),
                Optional.empty()));
    }
}

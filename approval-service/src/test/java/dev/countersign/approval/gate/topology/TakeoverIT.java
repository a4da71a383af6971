package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.topic.Topic;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two instances goes while votes are on their way: the other takes over, and each vote has its outcome. */
class TakeoverIT {
    private static final int CALLS = 24;

    @TempDir
    static Path dir;

    private static GateStack stack;
    private static GateStack.Instance staying;
    private static GateStack.Instance leaving;

    @BeforeAll
    static void start() {
        stack = GateStack.start(dir);
        stack.offer(Tools.COUNT_EMAILS);
        staying = stack.instance("approval-service-0");
        leaving = stack.instance("approval-service-1");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void shouldAnswerEveryVoteThoughItsInstanceGoes() {
        for (int call = 0; call < CALLS; call++) {
            stack.send(Topic.TOOL_REQUESTS, null, """
                    {"callId":"call_0","conversationId":"left-%d","tool":"count_emails","arguments":{"last_n_days":5}}""".formatted(call));
        }
        List<GateCommand.DecideCall> votes = stack.awaitAll("approvals", CALLS, record -> true).stream()
                .map(MainPathIT::card)
                .map(TakeoverIT::approve)
                .toList();

        List<CompletableFuture<GateOutcome>> outcomes = votes.stream()
                .map(vote -> staying.sender().send(vote).toCompletableFuture())
                .toList();
        leaving.gate().close();

        assertThat(outcomes)
                .allSatisfy(outcome ->
                        assertThat(outcome.get(60, TimeUnit.SECONDS)).isInstanceOf(GateOutcome.Accepted.class));
        assertThat(stack.all("approved-calls", record -> true)).hasSize(CALLS);
        assertThat(stack.all("approval-outcomes", record -> true)).hasSize(CALLS);
    }

    private static GateCommand.DecideCall approve(Approval card) {
        return GateCommand.DecideCall.of(
                new CommandId(UUID.randomUUID()),
                new Voter("bob", Set.of(), false, "web"),
                card.conversationId(),
                new SeenCall(
                        card.callId(), card.argumentsDigest(), card.toolDigest().orElseThrow()),
                Verb.APPROVE);
    }
}

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people decide the same calls at once through two instances: one of them is told that the other was first. */
class RacingVotesIT {

    private static final int CALLS = 100;

    @TempDir
    static Path dir;

    private static GateStack stack;
    private static GateStack.Instance first;
    private static GateStack.Instance second;

    @BeforeAll
    static void start() {
        stack = GateStack.start(dir);
        stack.offer(Tools.COUNT_EMAILS);
        first = stack.instance("approval-service-0");
        second = stack.instance("approval-service-1");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    /** What became of one call. */
    private record Race(GateCommand.DecideCall yes, GateOutcome toYes, GateCommand.DecideCall no, GateOutcome toNo) {

        boolean approved() {
            return toYes instanceof GateOutcome.Accepted;
        }
    }

    @Test
    void shouldAcceptOneOfTwoAndTellOtherWhoAndWhen() {
        for (int call = 0; call < CALLS; call++) {
            stack.send(Topic.TOOL_REQUESTS, "key " + call, request(call));
        }
        List<Approval> cards = stack.awaitAll("approvals", CALLS, record -> true).stream()
                .map(MainPathIT::card)
                .toList();

        List<CompletableFuture<Race>> racing =
                cards.stream().map(RacingVotesIT::race).toList();
        List<Race> races = racing.stream()
                .map(race -> race.orTimeout(60, TimeUnit.SECONDS).join())
                .toList();

        assertThat(races).allSatisfy(race -> {
            assertThat(race.toNo() instanceof GateOutcome.Accepted).isNotEqualTo(race.approved());
            GateOutcome lost = race.approved() ? race.toNo() : race.toYes();
            assertThat(lost).isInstanceOfSatisfying(GateOutcome.Refused.class, refused -> {
                assertThat(refused.kind()).isEqualTo(GateOutcome.Refusal.ALREADY_DECIDED);
                assertThat(refused.standing()
                                .orElseThrow()
                                .decidedBy()
                                .orElseThrow()
                                .name())
                        .isEqualTo(race.approved() ? "yes" : "no");
                assertThat(refused.standing().orElseThrow().decidedAt()).isPresent();
            });
        });
        assertThat(races).allSatisfy(race -> {
            // The winner says it again, through the other instance, and hears the same.
            GateOutcome again = race.approved() ? second.ask(again(race.yes())) : first.ask(again(race.no()));
            GateOutcome won = race.approved() ? race.toYes() : race.toNo();
            assertThat(((GateOutcome.Accepted) again).calls()).isEqualTo(((GateOutcome.Accepted) won).calls());
        });
        assertOneDecisionEach(races);
    }

    private static void assertOneDecisionEach(List<Race> races) {
        List<ConsumerRecord<byte[], byte[]>> released = stack.all("approved-calls", record -> true);
        List<ConsumerRecord<byte[], byte[]>> rejected = stack.all("rejected-calls", record -> true);
        assertThat(released).hasSize((int) races.stream().filter(Race::approved).count());
        Set<String> decided = new HashSet<>();
        released.forEach(record -> decided.add(new String(record.key(), StandardCharsets.UTF_8)));
        rejected.forEach(record -> decided.add(new String(record.key(), StandardCharsets.UTF_8)));
        assertThat(decided).hasSize(CALLS);
        assertThat(released.size() + rejected.size()).isEqualTo(CALLS);
    }

    private static CompletableFuture<Race> race(Approval card) {
        GateCommand.DecideCall yes = vote("yes", Verb.APPROVE, card);
        GateCommand.DecideCall no = vote("no", Verb.REJECT, card);
        CompletableFuture<GateOutcome> toYes = first.sender().send(yes).toCompletableFuture();
        CompletableFuture<GateOutcome> toNo = second.sender().send(no).toCompletableFuture();
        return toYes.thenCombine(toNo, (one, other) -> new Race(yes, one, no, other));
    }

    private static GateCommand.DecideCall vote(String person, Verb verb, Approval card) {
        return GateCommand.DecideCall.of(
                new CommandId(UUID.randomUUID()),
                new Voter(person, Set.of(), false, "http"),
                card.conversationId(),
                new SeenCall(
                        card.callId(), card.argumentsDigest(), card.toolDigest().orElseThrow()),
                verb);
    }

    private static GateCommand.DecideCall again(GateCommand.DecideCall vote) {
        return GateCommand.DecideCall.of(
                new CommandId(UUID.randomUUID()), vote.voter(), vote.conversationId(), vote.call(), vote.verb());
    }

    private static String request(int call) {
        return """
                {"callId":"call_0","conversationId":"race-%d","tool":"count_emails","arguments":{"last_n_days":%d}}""".formatted(call, call);
    }
}

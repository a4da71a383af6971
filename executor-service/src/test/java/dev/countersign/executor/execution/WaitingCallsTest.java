package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerMachine;
import dev.countersign.executor.tool.Declared;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.Tools;
import dev.countersign.executor.tool.method.MethodTools;
import dev.langchain4j.agent.tool.Tool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/** Many calls that wait; every look at one reads the clock, which is counted. */
class WaitingCallsTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant NOT_AFTER = START.plus(Duration.ofHours(1));
    private static final int MANY = 2_000;

    private final ToolRegistry tools = Tools.registry(
            List.of(new MethodTools.Owner(new Sample(), Sample.class)),
            Map.of(
                    "slow", Declared.repeatable(Duration.ofMinutes(5), 2, 1),
                    "quick", Declared.once(Duration.ofSeconds(5), 3)));
    private final List<OwnedPartition> partitions =
            IntStream.range(0, 6).mapToObj(WaitingCallsTest::partition).toList();
    private Instant now = START;
    private int looks;
    private final CallDecisions decisions =
            new CallDecisions(new LedgerMachine("executor-service", "i-0"), tools, new StartLimits(), () -> {
                looks++;
                return now;
            });
    private final WaitingCalls waiting = new WaitingCalls(() -> partitions, decisions, 1);

    @Test
    void shouldLookAtFewOfManyThatHaveToGoOnWaiting() {
        fill("slow", call -> new Deferred(call, START));
        assertThat(turn().changes()).hasSize(1);

        looks = 0;
        IntStream.range(0, 100).forEach(i -> assertThat(turn().changes()).isEmpty());

        assertThat(looks).isLessThanOrEqualTo(100 * 2 * partitions.size());
    }

    @Test
    void shouldLookAtFewOfManyWhoseNextAttemptsHaveToGoOnWaiting() {
        fill("slow", WaitingCallsTest::backoff);
        assertThat(turn().changes()).hasSize(1);

        looks = 0;
        IntStream.range(0, 100).forEach(i -> assertThat(turn().changes()).isEmpty());

        assertThat(looks).isLessThanOrEqualTo(100 * 2 * partitions.size());
    }

    @Test
    void shouldTakeUpAnotherToolsCallsBehindMany() {
        fill("slow", call -> new Deferred(call, START));
        turn();
        LedgerCall quick = call("quick", 0, MANY);
        partitions.getFirst().ledger().apply(MANY, quick.key(), Optional.of(new Deferred(quick, START)));

        Batch batch = turn();

        assertThat(batch.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.entry().call().tool()).isEqualTo(new ToolName("quick")));
    }

    @Test
    void shouldTakeUpFurtherAttemptsBeforeFirstOnes() {
        LedgerCall first = call("slow", 0, 0);
        LedgerCall further = call("slow", 5, 1);
        partitions.get(0).ledger().apply(0, first.key(), Optional.of(new Deferred(first, START)));
        partitions.get(5).ledger().apply(1, further.key(), Optional.of(backoff(further)));

        Batch batch = turn();

        assertThat(batch.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.entry().key()).isEqualTo(further.key()));
    }

    @Test
    void shouldTakeUpTheOneThatHasWaitedLongestWhereverItLies() {
        LedgerCall younger = call("slow", 0, 0);
        LedgerCall older = call("slow", 5, 1);
        partitions.get(0).ledger().apply(0, younger.key(), Optional.of(new Deferred(younger, START)));
        partitions.get(5).ledger().apply(1, older.key(), Optional.of(new Deferred(older, START.minusSeconds(1))));

        Batch batch = turn();

        assertThat(batch.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.entry().key()).isEqualTo(older.key()));
    }

    @Test
    void shouldSeeWithinASecondThatTheTimeOfAnyOfManyIsOver() {
        fill("slow", call -> new Deferred(call, START));
        turn();

        now = NOT_AFTER.plusSeconds(1);

        assertThat(turn().results()).hasSize(ExecutionSettings.MAX_BATCH);
    }

    private void fill(String tool, Function<LedgerCall, LedgerEntry> entry) {
        partitions.forEach(partition -> IntStream.range(0, MANY).forEach(i -> {
            LedgerCall call = call(tool, partition.number(), i);
            partition.ledger().apply(i, call.key(), Optional.of(entry.apply(call)));
        }));
    }

    private Batch turn() {
        Batch batch = new Batch();
        waiting.stage(batch);
        return batch;
    }

    private static Backoff backoff(LedgerCall call) {
        return new Backoff(call, 1, 3, "i-0", START, START, START, "busy", false);
    }

    private LedgerCall call(String tool, int partition, int number) {
        return new LedgerCall(
                new ConversationId("c" + partition),
                new CallId(Integer.toString(number)),
                Optional.empty(),
                new ToolName(tool),
                CanonicalJson.EMPTY_OBJECT,
                Optional.empty(),
                Tools.find(tools, tool).digest(),
                NOT_AFTER,
                Optional.empty());
    }

    private static OwnedPartition partition(int number) {
        OwnedPartition partition = new OwnedPartition(number, new CatchUp(CompletableFuture.completedFuture(0L)));
        partition.moveTo(new OffsetAndMetadata(0));
        return partition;
    }

    static final class Sample {

        @Tool(name = "slow")
        void slow() {}

        @Tool(name = "quick")
        void quick() {}
    }
}

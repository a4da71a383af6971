package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.tool.Declared;
import dev.countersign.executor.tool.OfferedTool;
import dev.countersign.executor.tool.Tools;
import dev.countersign.executor.tool.method.MethodTools;
import dev.langchain4j.agent.tool.Tool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartLimitsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final CallKey CALL = CallKey.parse("c/0");

    /** Any origin will do for a monotonic clock, and the end of its range is one. */
    private long nanos = Long.MAX_VALUE - 10;

    private final StartLimits limits = new StartLimits(() -> nanos);

    @Test
    void shouldStartNoMoreAtOnceThanTheConcurrency() {
        OfferedTool tool = tool(Declared.once(SECOND, 2));

        assertThat(limits.take(tool)).isTrue();
        assertThat(limits.take(tool)).isTrue();
        assertThat(limits.take(tool)).isFalse();
        limits.release(run(tool, 1));
        assertThat(limits.take(tool)).isTrue();
    }

    @Test
    void shouldStartNoMoreWithinAnyPeriodThanTheRate() {
        OfferedTool tool = tool(Declared.once(SECOND, 99).limitedTo(2, SECOND));
        assertThat(limits.take(tool)).isTrue();
        nanos += SECOND.toNanos() - 1;
        assertThat(limits.take(tool)).isTrue();
        assertThat(limits.take(tool)).isFalse();

        nanos += 1;

        assertThat(limits.take(tool)).isTrue();
        assertThat(limits.take(tool)).isFalse();
        nanos += SECOND.toNanos() - 1;
        assertThat(limits.take(tool)).isTrue();
    }

    @Test
    void shouldGiveBackWhatWasNotStarted() {
        OfferedTool tool = tool(Declared.once(SECOND, 1).limitedTo(1, SECOND));
        assertThat(limits.take(tool)).isTrue();

        limits.giveBack(tool);

        assertThat(limits.take(tool)).isTrue();
    }

    @Test
    void shouldNotGiveBackWhatWasStarted() {
        OfferedTool tool = tool(Declared.once(SECOND, 1).limitedTo(1, SECOND));
        assertThat(limits.take(tool)).isTrue();

        limits.release(run(tool, 1));

        assertThat(limits.take(tool)).isFalse();
    }

    @Test
    void shouldStartAFurtherAttemptBesideTheOneThatOverrunsAndWithinTheRate() {
        OfferedTool tool = tool(Declared.repeatable(SECOND, 3, 1).limitedTo(2, SECOND));
        assertThat(limits.take(tool)).isTrue();
        assertThat(limits.takeAgain(tool, CALL)).isFalse();

        limits.overruns(run(tool, 1));

        assertThat(limits.takeAgain(tool, CallKey.parse("c/other"))).isFalse();
        assertThat(limits.takeAgain(tool, CALL)).isTrue();
        assertThat(limits.takeAgain(tool, CALL)).isFalse();
        nanos += SECOND.toNanos();
        limits.release(run(tool, 2));
        assertThat(limits.takeAgain(tool, CALL)).isTrue();
    }

    private static OfferedTool tool(Declared declared) {
        return Tools.find(
                Tools.registry(List.of(new MethodTools.Owner(new Sample(), Sample.class)), Map.of("sample", declared)),
                "sample");
    }

    private static ToolRun run(OfferedTool tool, int attempt) {
        Instant now = Instant.EPOCH;
        LedgerCall call = new LedgerCall(
                new ConversationId("c"),
                new CallId("0"),
                Optional.empty(),
                tool.entry().name(),
                CanonicalJson.EMPTY_OBJECT,
                Optional.empty(),
                tool.digest(),
                now,
                Optional.empty());
        return new ToolRun(new Started(call, attempt, 4, "i-0", now, now.plus(SECOND), false), tool, 1, 0);
    }

    static final class Sample {

        @Tool(name = "sample")
        void sample() {}
    }
}

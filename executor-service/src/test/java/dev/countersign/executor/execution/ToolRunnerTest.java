package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.RunOutcome;
import dev.countersign.executor.tool.Declared;
import dev.countersign.executor.tool.OfferedTool;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.Tools;
import dev.countersign.executor.tool.method.MethodTools;
import dev.langchain4j.agent.tool.Tool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tools that do what no tool should. */
class ToolRunnerTest {

    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Unruly unruly = new Unruly();
    private final Queue<ToolRun.End> ends = new ConcurrentLinkedQueue<>();
    private final ToolRunner runner = new ToolRunner(new StartLimits(), ends::add);

    @AfterEach
    void letGo() {
        unruly.spinning = false;
        await().atMost(BOUND).until(() -> runner.running() == 0);
    }

    @Test
    void shouldSeeDeadlinesWhileToolsThatIgnoreInterruptsKeepEveryCarrierBusy() {
        int more = 2 * Runtime.getRuntime().availableProcessors();

        IntStream.range(0, more).forEach(i -> runner.launch(run("spin", Duration.ofMillis(300))));

        await().atMost(BOUND).until(() -> ends.size() == more);
        assertThat(ends).allMatch(end -> end.outcome() instanceof RunOutcome.TimedOut);
        assertThat(runner.running()).isEqualTo(more);
    }

    @Test
    void shouldReportAnErrorThatCannotEvenSayWhatItIs() {
        runner.launch(run("explode", BOUND));

        await().atMost(BOUND).until(() -> ends.size() == 1);
        assertThat(ends.element().outcome()).isInstanceOf(RunOutcome.Threw.class);
        await().atMost(BOUND).until(() -> runner.running() == 0);
    }

    private ToolRun run(String name, Duration timeout) {
        Declared declared = Declared.once(timeout, 64);
        ToolRegistry tools = Tools.registry(
                List.of(new MethodTools.Owner(unruly, Unruly.class)), Map.of("spin", declared, "explode", declared));
        OfferedTool tool = Tools.find(tools, name);
        Instant now = Instant.now();
        LedgerCall call = new LedgerCall(
                new ConversationId("c"),
                new CallId("0"),
                Optional.empty(),
                tool.entry().name(),
                CanonicalJson.EMPTY_OBJECT,
                Optional.empty(),
                tool.digest(),
                now.plusSeconds(60),
                Optional.empty());
        Started started = new Started(call, 1, 1, "executor-service-0", now, now.plus(timeout), false);
        return new ToolRun(started, tool, 1, System.nanoTime() + timeout.toNanos());
    }

    /** Misbehaves. */
    static final class Unruly {

        private volatile boolean spinning = true;

        @Tool(name = "spin", value = "Never gives up its thread.")
        public void spin() {
            while (spinning) {
                Thread.onSpinWait();
            }
        }

        @Tool(name = "explode", value = "Throws what throws.")
        public void explode() {
            throw new Unspeakable();
        }
    }

    private static final class Unspeakable extends Error {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}

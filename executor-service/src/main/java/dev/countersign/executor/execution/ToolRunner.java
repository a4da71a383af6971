package dev.countersign.executor.execution;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.RunOutcome;
import dev.countersign.executor.tool.ToolBody.Invocation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts on virtual threads, each with a platform thread that waits for it no longer than its deadline: tools
 * that keep every carrier busy do not keep deadlines from being seen. It reports every attempt once, at its end or at
 * its deadline; what a tool still returns after that is reported too, as such.
 */
final class ToolRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ToolRunner.class);
    private static final int MAX_MESSAGE = 1_000;
    private static final RunOutcome WITHOUT_A_WORD = new RunOutcome.Threw("the tool's thread ended without a word");

    private final Slots slots;
    private final Consumer<ToolRun.End> ends;
    private final AtomicInteger running = new AtomicInteger();

    ToolRunner(Slots slots, Consumer<ToolRun.End> ends) {
        this.slots = slots;
        this.ends = ends;
    }

    /** How many attempts have not ended, past their deadline or not. */
    int running() {
        return running.get();
    }

    /** Runs an attempt that is committed and whose slot is taken; gives the slot back when the tool has ended. */
    void launch(ToolRun run) {
        running.incrementAndGet();
        Thread.ofPlatform().daemon().name("watch-" + run.entry().key()).start(() -> {
            Optional<ToolRun.End> last = supervise(run);
            // In this order: whoever hears of the end finds the slot free.
            slots.release(run.tool());
            last.ifPresent(ends);
            running.decrementAndGet();
        });
    }

    /** Waits for the attempt; says how it ended unless its timeout was all that there is to say. */
    private Optional<ToolRun.End> supervise(ToolRun run) {
        CompletableFuture<RunOutcome> outcome = new CompletableFuture<>();
        Thread worker =
                Thread.ofVirtual().name("run-" + run.entry().key()).unstarted(() -> outcome.complete(outcomeOf(run)));
        if (!isAhead(run.remaining())) {
            return Optional.of(new ToolRun.End(run, new RunOutcome.NeverRan(), false));
        }
        worker.start();
        if (endsWithin(worker, run.remaining())) {
            return Optional.of(new ToolRun.End(run, outcome.getNow(WITHOUT_A_WORD), false));
        }
        worker.interrupt();
        ends.accept(new ToolRun.End(run, new RunOutcome.TimedOut(), false));
        join(worker);
        return outcome.getNow(WITHOUT_A_WORD) instanceof RunOutcome.Returned returned
                ? Optional.of(new ToolRun.End(run, returned, true))
                : Optional.empty();
    }

    private static boolean isAhead(Duration remaining) {
        return !remaining.isNegative() && !remaining.isZero();
    }

    private static boolean endsWithin(Thread worker, Duration bound) {
        try {
            return isAhead(bound) ? worker.join(bound) : !worker.isAlive();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a watch", e);
        }
    }

    private static void join(Thread worker) {
        try {
            worker.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a watch", e);
        }
    }

    private static RunOutcome outcomeOf(ToolRun run) {
        LOG.info(
                "event=run-started call={} tool={} attempt={}",
                run.entry().key(),
                run.entry().call().tool(),
                run.entry().attempt());
        try {
            CanonicalJson output = run.tool()
                    .body()
                    .run(new Invocation(
                            run.entry().call().arguments(), run.entry().key(), run.remaining()));
            return new RunOutcome.Returned(output);
        } catch (Throwable thrown) {
            // Whatever a tool throws is its call's outcome, and nothing of this process ends by it.
            // What it says may quote the arguments, which no log above TRACE shows.
            LOG.warn(
                    "event=tool-threw call={} tool={} exception={}",
                    run.entry().key(),
                    run.entry().call().tool(),
                    thrown.getClass().getName());
            LOG.trace("event=tool-threw call={}", run.entry().key(), thrown);
            return new RunOutcome.Threw(message(thrown));
        }
    }

    private static String message(Throwable thrown) {
        try {
            return readable(thrown);
        } catch (RuntimeException | Error _) {
            return thrown.getClass().getSimpleName();
        }
    }

    private static String readable(Throwable thrown) {
        String text = Optional.ofNullable(thrown.getMessage())
                .filter(message -> !message.isBlank())
                .orElse(thrown.getClass().getSimpleName());
        String clean = text.codePoints()
                .map(c -> Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        ? ' '
                        : c)
                .limit(MAX_MESSAGE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.isBlank() ? thrown.getClass().getSimpleName() : clean;
    }
}

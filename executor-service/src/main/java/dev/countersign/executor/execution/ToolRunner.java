package dev.countersign.executor.execution;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.RunOutcome;
import dev.countersign.executor.tool.PassingFailureException;
import dev.countersign.executor.tool.ToolBody.Invocation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts on virtual threads, each with a platform thread that waits for it no longer than its deadline: tools
 * that keep every carrier busy do not keep deadlines from being seen. It reports every attempt once, at its end, at its
 * deadline, or at the stop; what a tool still returns after its deadline is reported too, as such.
 */
final class ToolRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ToolRunner.class);
    private static final int MAX_MESSAGE = 1_000;
    private static final RunOutcome WITHOUT_A_WORD = new RunOutcome.Threw("the tool's thread ended without a word");

    private final StartLimits limits;
    private final Consumer<ToolRun.End> ends;
    private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();

    ToolRunner(StartLimits limits, Consumer<ToolRun.End> ends) {
        this.limits = limits;
        this.ends = ends;
    }

    /** How many attempts have not ended, past their deadline or not. */
    int running() {
        return attempts.size();
    }

    /** Runs an attempt that is committed and whose slot is taken; gives the slot back when the tool has ended. */
    void launch(ToolRun run) {
        Attempt attempt = new Attempt(run);
        attempts.add(attempt);
        Thread.ofPlatform().daemon().name("watch-" + run.entry().key()).start(() -> {
            Optional<ToolRun.End> last = supervise(attempt);
            last.ifPresent(ends);
            attempts.remove(attempt);
        });
    }

    /** Interrupts every attempt that has not ended, and reports it as stopped. Nothing is to be launched any more. */
    void stop() {
        attempts.forEach(Attempt::stop);
    }

    /** One attempt; two of the same call are two. */
    private static final class Attempt {

        private final ToolRun run;
        private final CompletableFuture<RunOutcome> outcome = new CompletableFuture<>();
        private final CompletableFuture<RunOutcome> firstWord = new CompletableFuture<>();
        private final Thread worker;

        Attempt(ToolRun run) {
            this.run = run;
            this.worker = Thread.ofVirtual().name("run-" + run.entry().key()).unstarted(this::work);
        }

        private void work() {
            try {
                outcome.complete(outcomeOf(run));
            } finally {
                outcome.complete(WITHOUT_A_WORD);
                firstWord.complete(outcome.join());
            }
        }

        void stop() {
            firstWord.complete(new RunOutcome.Stopped());
        }

        /** What is heard of it first, by its deadline. */
        RunOutcome await() {
            try {
                return firstWord.get(Math.max(0, run.remaining().toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return new RunOutcome.TimedOut();
            } catch (ExecutionException e) {
                throw new IllegalStateException("an outcome is a value", e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a watch", e);
            }
        }
    }

    /** Waits for the attempt; says how it ended unless that has been said and nothing more has come. */
    private Optional<ToolRun.End> supervise(Attempt attempt) {
        ToolRun run = attempt.run;
        if (!isAhead(run.remaining()) || attempt.firstWord.isDone()) {
            limits.giveBack(run.tool());
            return Optional.of(new ToolRun.End(run, new RunOutcome.NeverRan(), false));
        }
        attempt.worker.start();
        ToolRun.End end = new ToolRun.End(run, attempt.await(), false);
        return switch (end.outcome()) {
            case RunOutcome.TimedOut timedOut -> {
                limits.overruns(run);
                yield cancel(attempt, end) instanceof RunOutcome.Returned late
                        ? Optional.of(new ToolRun.End(run, late, true))
                        : Optional.empty();
            }
            case RunOutcome.Stopped stopped -> {
                RunOutcome _ = cancel(attempt, end);
                yield Optional.empty();
            }
            case RunOutcome.Returned returned -> ended(end);
            case RunOutcome.Threw threw -> ended(end);
            case RunOutcome.FailedInPassing failure -> ended(end);
            case RunOutcome.NeverRan neverRan -> throw new IllegalStateException("it was started");
        };
    }

    /** Whoever hears of the end finds the slot free. */
    private Optional<ToolRun.End> ended(ToolRun.End end) {
        limits.release(end.run());
        return Optional.of(end);
    }

    /** Cancels it, reports it, and waits until it is over; what it still says. */
    private RunOutcome cancel(Attempt attempt, ToolRun.End end) {
        attempt.worker.interrupt();
        ends.accept(end);
        RunOutcome last = attempt.outcome.join();
        limits.release(attempt.run);
        return last;
    }

    private static boolean isAhead(Duration remaining) {
        return !remaining.isNegative() && !remaining.isZero();
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
            return thrown instanceof PassingFailureException passing
                    ? new RunOutcome.FailedInPassing(message(thrown), passing.mayHaveRun(), passing.after())
                    : new RunOutcome.Threw(message(thrown));
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

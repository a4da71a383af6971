package dev.countersign.executor.ledger;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import java.time.Duration;
import java.time.Instant;

/**
 * Where a call stands. It is open ({@link Deferred}, {@link Started}, {@link Backoff}) or closed ({@link Finished},
 * {@link Unknown}).
 */
public sealed interface LedgerEntry {

    /** Whose entry it is. */
    CallKey key();

    /** An entry whose call still needs something done. */
    sealed interface Open extends LedgerEntry {

        LedgerCall call();

        @Override
        default CallKey key() {
            return call().key();
        }
    }

    /** An entry whose call has its outcome. */
    sealed interface Closed extends LedgerEntry {

        /** Until when the approved record could still be taken for a new one. */
        Instant notAfter();
    }

    /** Accepted, and waiting for a free slot of its tool. */
    record Deferred(LedgerCall call, Instant since) implements Open {}

    /** An open entry of a call that has been started. */
    sealed interface Attempted extends Open {

        /** The last attempt, from 1. */
        int attempt();

        /** Who runs it, or ran it. */
        String instance();

        /** When it was started. */
        Instant startedAt();
    }

    /**
     * Allowed to run from the moment this is committed, and until its deadline.
     *
     * @param attempt from 1
     * @param maxAttempts how many there may be; 1 unless the tool is idempotent
     * @param instance who runs it
     * @param mayHaveRun whether an earlier attempt may have done its work
     */
    record Started(
            LedgerCall call,
            int attempt,
            int maxAttempts,
            String instance,
            Instant startedAt,
            Instant deadline,
            boolean mayHaveRun)
            implements Attempted {

        public Started {
            if (attempt < 1 || attempt > maxAttempts) {
                throw new IllegalArgumentException("an attempt lies from 1 to maxAttempts");
            }
            if (!deadline.isAfter(startedAt)) {
                throw new IllegalArgumentException("the deadline lies after the start");
            }
            if (attempt == 1 && mayHaveRun) {
                throw new IllegalArgumentException("before the first attempt there is none");
            }
        }

        /** Whether there may be another attempt after this one. */
        boolean hasAttemptsLeft() {
            return attempt < maxAttempts;
        }

        /** The longest that this attempt may take. */
        public Duration timeout() {
            return Duration.between(startedAt, deadline);
        }

        /** Whether the other is this very attempt, or a copy of it. */
        public boolean isSameAttempt(Started other) {
            return key().equals(other.key())
                    && attempt == other.attempt
                    && instance.equals(other.instance)
                    && startedAt.equals(other.startedAt);
        }
    }

    /**
     * Waits for its next attempt; only a tool that is idempotent does.
     *
     * @param attempt the last attempt, from 1
     * @param maxAttempts how many there may be
     * @param instance who ran it
     * @param startedAt when it was started
     * @param since when the wait began
     * @param due when the next attempt may be started
     * @param error why there is another: one sentence
     * @param mayHaveRun whether this or an earlier attempt may have done its work
     */
    record Backoff(
            LedgerCall call,
            int attempt,
            int maxAttempts,
            String instance,
            Instant startedAt,
            Instant since,
            Instant due,
            String error,
            boolean mayHaveRun)
            implements Attempted {

        public Backoff {
            if (attempt < 1 || attempt >= maxAttempts) {
                throw new IllegalArgumentException("another attempt is left");
            }
            if (due.isBefore(since)) {
                throw new IllegalArgumentException("a wait does not end before it has begun");
            }
        }
    }

    /**
     * Its outcome is known and published.
     *
     * @param attempt the attempt that it came from; 0 where none was started
     */
    record Finished(
            CallKey key, Instant notAfter, ToolResult.Status status, int attempt, String instance, Instant finishedAt)
            implements Closed {

        public Finished {
            if (status == ToolResult.Status.UNKNOWN) {
                throw new IllegalArgumentException("a finished call has an outcome that is known");
            }
        }

        /** Whether this is how that attempt ended. */
        public boolean isOf(Started run) {
            return key.equals(run.key()) && attempt == run.attempt() && instance.equals(run.instance());
        }
    }

    /**
     * Started and never heard of again, which has been published.
     *
     * @param attempt the last attempt
     */
    record Unknown(CallKey key, Instant notAfter, int attempt, String instance, Instant declaredAt) implements Closed {}
}

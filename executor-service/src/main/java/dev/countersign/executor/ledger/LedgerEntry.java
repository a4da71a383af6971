package dev.countersign.executor.ledger;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import java.time.Duration;
import java.time.Instant;

/** Where a call stands. It is open ({@link Deferred}, {@link Started}) or closed ({@link Finished}, {@link Unknown}). */
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

    /**
     * Allowed to run from the moment this is committed, and until its deadline.
     *
     * @param attempt from 1
     * @param maxAttempts how many there may be; 1 unless the tool is idempotent
     * @param instance who runs it
     */
    record Started(LedgerCall call, int attempt, int maxAttempts, String instance, Instant startedAt, Instant deadline)
            implements Open {

        public Started {
            if (attempt < 1 || attempt > maxAttempts) {
                throw new IllegalArgumentException("an attempt lies from 1 to maxAttempts");
            }
            if (!deadline.isAfter(startedAt)) {
                throw new IllegalArgumentException("the deadline lies after the start");
            }
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

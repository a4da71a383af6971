package dev.countersign.executor.execution;

import java.time.Duration;
import java.time.Instant;

/** How far this process's clock is from the broker's, as the last record told whose append time the broker gave. */
public final class ClockSkew {

    private final Duration allowed;
    private volatile Duration last = Duration.ZERO;

    /** A skew of which this much is allowed. */
    public ClockSkew(Duration allowed) {
        this.allowed = allowed;
    }

    /**
     * Compares.
     *
     * @param now by this process's clock, when the broker had just acknowledged
     * @param appended by the broker's clock, in epoch milliseconds
     */
    public void observe(Instant now, long appended) {
        last = Duration.between(Instant.ofEpochMilli(appended), now);
    }

    /** This process's clock minus the broker's, the way of the acknowledgement included. */
    public Duration last() {
        return last;
    }

    /** Whether the two are close enough for {@code notAfter} to mean something. */
    public boolean isTolerable() {
        return last.abs().compareTo(allowed) <= 0;
    }
}

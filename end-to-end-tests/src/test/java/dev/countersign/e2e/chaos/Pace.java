package dev.countersign.e2e.chaos;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast one direction of a connection is.
 *
 * @param delay          before each piece is handed on
 * @param bytesPerSecond at least 1
 */
record Pace(Duration delay, int bytesPerSecond) {
    static final Pace FULL = new Pace(Duration.ZERO, Integer.MAX_VALUE);

    Pace {
        if (delay.isNegative() || bytesPerSecond < 1) {
            throw new IllegalArgumentException("a pace has a delay of 0 or more and moves at least a byte a second");
        }
    }

    Duration of(int bytes) {
        return delay.plusNanos(bytes * 1_000_000_000L / bytesPerSecond);
    }

    /** Ends with an exception where its thread is interrupted. */
    void await(int bytes) {
        long end = System.nanoTime() + of(bytes).toNanos();
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted");
            }
            LockSupport.parkNanos(left);
        }
    }
}

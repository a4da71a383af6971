package dev.countersign.executor.ledger;

import java.time.Duration;

/**
 * How a tool may be run.
 *
 * @param timeout of one attempt
 * @param maxAttempts 1 unless the tool is idempotent
 */
public record RunPolicy(Duration timeout, int maxAttempts) {

    public RunPolicy {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout lies above zero");
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("there is at least one attempt");
        }
    }
}

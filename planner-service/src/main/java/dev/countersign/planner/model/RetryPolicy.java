package dev.countersign.planner.model;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a failed call of the model's endpoint is repeated.
 *
 * @param retries further calls after the first. Default 3
 * @param backoff the wait before the first retry, doubled with each. Default 1 s
 * @param maxBackoff the longest such wait. Default 30 s
 * @param maxRetryAfter the longest wait that the endpoint may ask for; if it asks for more, the turn fails at once.
 *     Default 2 min
 */
record RetryPolicy(int retries, Duration backoff, Duration maxBackoff, Duration maxRetryAfter) {
    private static final int JITTER = 5;

    RetryPolicy {
        if (retries < 0 || retries > 10) {
            throw new IllegalArgumentException("retries lie from 0 to 10");
        }
        if (!backoff.isPositive() || maxBackoff.compareTo(backoff) < 0 || maxRetryAfter.isNegative()) {
            throw new IllegalArgumentException("backoff lies above zero and not above max-backoff");
        }
    }

    /** The wait before the next call; empty: there is none. */
    Optional<Duration> next(int failures, Optional<Duration> retryAfter) {
        if (failures > retries
                || retryAfter
                        .filter(asked -> asked.compareTo(maxRetryAfter) > 0)
                        .isPresent()) {
            return Optional.empty();
        }
        Duration doubled = backoff.multipliedBy(1L << (failures - 1));
        Duration own = doubled.compareTo(maxBackoff) > 0 ? maxBackoff : doubled;
        return Optional.of(retryAfter.filter(asked -> asked.compareTo(own) > 0).orElse(own));
    }

    /** The wait with something added at random, a fifth at most, so that many who failed together come back apart. */
    static Duration jittered(Duration wait) {
        return wait.plusMillis(
                ThreadLocalRandom.current().nextLong(wait.dividedBy(JITTER).toMillis() + 1));
    }

    /** The longest that a turn can take with calls of this length. */
    Duration longest(Duration timeout) {
        Duration wait = maxRetryAfter.compareTo(maxBackoff) > 0 ? maxRetryAfter : maxBackoff;
        return timeout.multipliedBy(retries + 1L)
                .plus(wait.plus(wait.dividedBy(JITTER)).multipliedBy(retries));
    }
}

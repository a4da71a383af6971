package dev.countersign.approval.gate;

import java.time.Duration;

/**
 * The times that the gate keeps.
 *
 * @param expiry from a turn's first call to the end of the time to decide; 24 h by default
 * @param validity from a release to the last instant of a first start; 1 h by default
 * @param silence how long an executor may stay silent beyond its tool's longest run; 60 s by default
 * @param retention from the last decision or result of a turn until it is forgotten; 30 d by default
 */
public record Terms(Duration expiry, Duration validity, Duration silence, Duration retention) {

    /** The longest expiry that a policy may ask for, and so the longest here. */
    public static final Duration MAX_EXPIRY = Duration.ofDays(30);

    public static final Duration SILENCE = Duration.ofSeconds(60);
    public static final Duration RETENTION = Duration.ofDays(30);

    public Terms {
        requirePositive("expiry", expiry);
        requirePositive("validity", validity);
        requirePositive("silence", silence);
        requirePositive("retention", retention);
        if (expiry.compareTo(MAX_EXPIRY) > 0) {
            throw new IllegalArgumentException("expiry is at most " + MAX_EXPIRY);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is longer than nothing");
        }
    }
}

package dev.countersign.executor.tool;

import java.time.Duration;
import java.util.Optional;

/**
 * How much of a tool may run in this instance; calls above it wait in the ledger.
 *
 * @param concurrency how many at once, at least 1
 * @param rate how many may be started in a time
 */
public record ToolLimits(int concurrency, Optional<Rate> rate) {

    public ToolLimits {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency is at least 1");
        }
    }

    static ToolLimits of(ToolSettings declared) {
        return new ToolLimits(
                declared.concurrency(),
                declared.rateLimit().isPresent()
                        ? Optional.of(new Rate(declared.rateLimit().getAsInt(), declared.ratePeriod()))
                        : Optional.empty());
    }

    /**
     * A rate.
     *
     * @param starts at least 1
     * @param period 1 ms to 1 day
     */
    public record Rate(int starts, Duration period) {

        private static final Duration LONGEST = Duration.ofDays(1);

        public Rate {
            if (starts < 1) {
                throw new IllegalArgumentException("rate-limit is at least 1");
            }
            if (period.compareTo(Duration.ofMillis(1)) < 0 || period.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("rate-period lies from 1 ms to 1 day");
            }
        }
    }
}

package dev.countersign.e2e.chaos;

import java.security.SecureRandom;

/**
 * How much of it.
 *
 * @param seed fixes faults and load
 */
record ChaosSize(long seed, int calls, int faults) {
    ChaosSize {
        if (calls < 1 || faults < 0) {
            throw new IllegalArgumentException("a run has at least one call, and no fewer faults than none");
        }
    }

    /** With {@code -Dchaos.seed}, {@code -Dchaos.calls} and {@code -Dchaos.faults} where they are given; else a random seed. */
    static ChaosSize of(int calls, int faults) {
        String seed = System.getProperty("chaos.seed", "");
        return new ChaosSize(
                seed.isEmpty() ? new SecureRandom().nextInt(1_000_000) : Long.parseLong(seed),
                Integer.getInteger("chaos.calls", calls),
                Integer.getInteger("chaos.faults", faults));
    }

    @Override
    public String toString() {
        return "seed %d, %d calls, %d faults".formatted(seed, calls, faults);
    }
}

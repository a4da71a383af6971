package dev.countersign.local.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, with a bound. The only place of this module that sleeps. */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Await() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what completes the sentence "timed out after 30 s waiting for …"
     * @throws AwaitException when the bound has passed
     */
    public static void until(String what, Duration bound, BooleanSupplier condition) {
        until(() -> what, bound, condition);
    }

    /** As {@link #until(String, Duration, BooleanSupplier)}, with a description made only when the wait has failed. */
    public static void until(Supplier<String> what, Duration bound, BooleanSupplier condition) {
        long end = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new AwaitException("timed out after %s s waiting for %s".formatted(seconds(bound), what.get()));
            }
            pause();
        }
    }

    private static String seconds(Duration bound) {
        return String.valueOf(bound.toMillis() / 1000.0);
    }

    /** A short pause between two tries of something whose success nobody announces. */
    public static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AwaitException("interrupted while waiting");
        }
    }
}

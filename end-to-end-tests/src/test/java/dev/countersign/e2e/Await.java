package dev.countersign.e2e;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what can only be asked for again and again, within a bound. */
public final class Await {
    private static final Duration STEP = Duration.ofMillis(50);

    private Await() {}

    public static <T> T until(String what, Duration bound, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + bound + ": " + what);
            }
            pause();
        }
    }

    static void pause() {
        LockSupport.parkNanos(STEP.toNanos());
    }

    public static void untilTrue(String what, Duration bound, BooleanSupplier condition) {
        until(what, bound, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }
}

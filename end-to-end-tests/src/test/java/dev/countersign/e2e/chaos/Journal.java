package dev.countersign.e2e.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Says what happens in a run and when, in seconds since its load began. */
final class Journal {
    private final PrintStream out;
    private final long began = System.nanoTime();

    Journal(PrintStream out) {
        this.out = out;
    }

    Duration now() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    void say(String what) {
        out.printf(Locale.ROOT, "chaos %7.1f s  %s%n", now().toMillis() / 1000.0, what);
    }

    /** Waits for a moment of the plan. */
    void await(Duration moment) {
        Duration left = moment.minus(now());
        if (left.isPositive()) {
            new Pace(left, Integer.MAX_VALUE).await(0);
        }
    }
}

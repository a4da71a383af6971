package dev.countersign.local.launch;

import java.io.PrintStream;
import java.time.Duration;

/** Prints how long a component took to become ready, from the making of the stopwatch on. */
final class Stopwatch {

    private final PrintStream out;
    private final long start = System.nanoTime();

    Stopwatch(PrintStream out) {
        this.out = out;
    }

    void ready(String component, String remark) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        out.printf("%-22s ready after %5.1f s   %s%n", component, took.toMillis() / 1000.0, remark);
    }
}

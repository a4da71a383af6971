package dev.countersign.local.launch;

import dev.countersign.local.process.ChildProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps components running: one that ends by itself is reported with the end of its log and started again. One that ends
 * more than {@value #MOST_RESTARTS} times within a minute is given up, and the stack with it.
 */
final class Supervisor {

    static final int MOST_RESTARTS = 3;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final List<Component> components;
    private final PrintStream out;
    private final InstantSource clock;
    private final Map<String, Deque<Instant>> ends = new HashMap<>();
    private final CountDownLatch told = new CountDownLatch(1);

    Supervisor(List<Component> components, PrintStream out, InstantSource clock) {
        this.components = List.copyOf(components);
        this.out = out;
        this.clock = clock;
    }

    /** Returns when it was told to stop, or when a component had to be given up; says which of the two. */
    boolean superviseUntilStopped() {
        while (!isTold()) {
            awaitAnEnd();
            for (Component component : components) {
                if (!isTold() && !component.process().get().isAlive() && !revive(component)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** From now on, processes that end have ended on purpose. */
    void stop() {
        told.countDown();
    }

    private boolean isTold() {
        return told.getCount() == 0;
    }

    private void awaitAnEnd() {
        CompletableFuture.anyOf(components.stream()
                        .map(component -> component.process().get().onExit())
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private boolean revive(Component component) {
        ChildProcess ended = component.process().get();
        out.printf(
                "%s (pid %d) ended with status %d; the end of %s:%n%s%n",
                component.name(),
                ended.pid(),
                ended.onExit().join(),
                ended.spec().log(),
                ended.tail());
        if (endsWithinWindow(component) > MOST_RESTARTS) {
            out.printf("%s keeps ending: giving up%n", component.name());
            return false;
        }
        try {
            component.restart().run();
            out.printf("%s runs again%n", component.name());
        } catch (RuntimeException failed) {
            if (!isTold()) {
                out.printf("%s did not start again: %s%n", component.name(), failed.getMessage());
            }
        }
        return true;
    }

    private int endsWithinWindow(Component component) {
        Deque<Instant> times = ends.computeIfAbsent(component.name(), name -> new ArrayDeque<>());
        Instant now = clock.instant();
        times.addLast(now);
        times.removeIf(time -> time.isBefore(now.minus(WINDOW)));
        return times.size();
    }
}

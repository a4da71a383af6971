package dev.countersign.approval.gate.topology;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** For how long something has not been running. */
final class RunningSince {

    private final InstantSource clock;
    private boolean running;
    private Instant changedAt;

    RunningSince(InstantSource clock) {
        this.clock = clock;
        this.changedAt = clock.instant();
    }

    synchronized void changed(boolean isRunning) {
        if (running != isRunning) {
            running = isRunning;
            changedAt = clock.instant();
        }
    }

    synchronized boolean isRunning() {
        return running;
    }

    synchronized Duration notRunningFor() {
        return running ? Duration.ZERO : Duration.between(changedAt, clock.instant());
    }
}

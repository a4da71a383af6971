package dev.countersign.e2e.chaos;

import dev.countersign.local.launch.ServiceKind;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What can happen to a process, to whom, and for how long. */
enum FaultKind {
    /** {@code kill -9}, started again after the time. */
    EXECUTOR_KILLED(Victim.instancesOf(ServiceKind.EXECUTOR), 500, 8_000),
    GATE_KILLED(Victim.instancesOf(ServiceKind.APPROVAL), 500, 8_000),
    BROKER_KILLED(List.of(Victim.BROKER), 500, 5_000),
    /** Ended in an orderly way, started again after the time. */
    BROKER_RESTARTED(List.of(Victim.BROKER), 500, 5_000),
    /** {@code SIGSTOP} for longer than the session time-out of 6 s, then {@code SIGCONT}. */
    EXECUTOR_PAUSED(Victim.instancesOf(ServiceKind.EXECUTOR), 8_000, 12_000),
    GATE_PAUSED(Victim.instancesOf(ServiceKind.APPROVAL), 8_000, 12_000),
    /** Connections to the broker reset, new ones refused. */
    CUT(Victim.instances(), 3_000, 10_000),
    /** Connections to the broker delayed and throttled. */
    SLOWED(Victim.instances(), 5_000, 10_000);

    private final List<Victim> victims;
    private final long shortest;
    private final long longest;

    FaultKind(List<Victim> victims, long shortestMillis, long longestMillis) {
        this.victims = victims;
        this.shortest = shortestMillis;
        this.longest = longestMillis;
    }

    List<Victim> victims() {
        return victims;
    }

    Duration shortest() {
        return Duration.ofMillis(shortest);
    }

    Duration longest() {
        return Duration.ofMillis(longest);
    }

    Victim victim(RandomGenerator random) {
        return victims.get(random.nextInt(victims.size()));
    }

    Duration lasting(RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(shortest, longest + 1));
    }
}

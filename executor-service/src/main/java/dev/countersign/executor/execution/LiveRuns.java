package dev.countersign.executor.execution;

import dev.countersign.contract.id.CallKey;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The attempts of this process whose end is not yet in the ledger, and the ends that have been reported. It outlives
 * sessions: what ends while there is none is entered by the next one. All but {@link #report} is the loop's alone.
 */
final class LiveRuns {

    private final Set<Attempt> live = new HashSet<>();
    private final Queue<ToolRun.End> reported = new ConcurrentLinkedQueue<>();
    private final List<ToolRun.End> kept = new ArrayList<>();
    private volatile Runnable waker = () -> {};

    private record Attempt(CallKey key, int attempt, Instant startedAt) {

        static Attempt of(Started started) {
            return new Attempt(started.key(), started.attempt(), started.startedAt());
        }
    }

    /** What to do when something is reported; called on the reporting thread. */
    void wakeWith(Runnable wake) {
        waker = wake;
    }

    /** Reports an end, from any thread. */
    void report(ToolRun.End end) {
        reported.add(end);
        waker.run();
    }

    /** Whether there are ends that nobody has looked at yet. */
    boolean hasReported() {
        return !reported.isEmpty();
    }

    /** Whether everything is in the ledger. */
    boolean isSettled() {
        return live.isEmpty() && reported.isEmpty() && kept.isEmpty();
    }

    /** Takes all ends, those kept before first. */
    List<ToolRun.End> take() {
        List<ToolRun.End> all = new ArrayList<>(kept);
        kept.clear();
        for (ToolRun.End end = reported.poll(); end != null; end = reported.poll()) {
            all.add(end);
        }
        return all;
    }

    /** Keeps an end that could not be entered yet. */
    void keep(ToolRun.End end) {
        kept.add(end);
    }

    void begin(ToolRun run) {
        live.add(Attempt.of(run.entry()));
    }

    boolean isLive(Started started) {
        return live.contains(Attempt.of(started));
    }

    void settle(ToolRun run) {
        live.remove(Attempt.of(run.entry()));
    }
}

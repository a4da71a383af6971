package dev.countersign.executor.execution;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ToolName;
import dev.countersign.executor.tool.OfferedTool;
import dev.countersign.executor.tool.ToolLimits.Rate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How much of each tool may be started in this process: no more at once than its concurrency, and no more within any
 * period of its rate than the rate says. Safe from any thread.
 */
final class StartLimits {

    private final LongSupplier nanos;
    private final Map<ToolName, Usage> usages = new HashMap<>();
    private final Set<Overrun> overrunning = new HashSet<>();

    /** An attempt that has reached its deadline and has not ended. */
    private record Overrun(CallKey call, int attempt) {

        static Overrun of(ToolRun run) {
            return new Overrun(run.entry().key(), run.entry().attempt());
        }
    }

    /** Reads time from the monotonic clock. */
    StartLimits() {
        this(System::nanoTime);
    }

    StartLimits(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What is under way of one tool, and when the latest of it were started. */
    private static final class Usage {
        private int running;
        private final Deque<Long> starts = new ArrayDeque<>();

        private boolean isWithin(Rate rate, long now) {
            long period = rate.period().toNanos();
            while (!starts.isEmpty() && now - starts.peekFirst() >= period) {
                starts.removeFirst();
            }
            return starts.size() < rate.starts();
        }
    }

    /** Takes a slot if one is free and the rate allows another start. */
    synchronized boolean take(OfferedTool tool) {
        return usage(tool).running < tool.limits().concurrency() && start(tool);
    }

    /**
     * As {@link #take}, for a further attempt of a call: while the one that timed out still holds its slot, this one
     * needs none that is free.
     */
    synchronized boolean takeAgain(OfferedTool tool, CallKey call) {
        return overrunning.stream().anyMatch(overrun -> overrun.call().equals(call)) ? start(tool) : take(tool);
    }

    private boolean start(OfferedTool tool) {
        Usage usage = usage(tool);
        long now = nanos.getAsLong();
        if (tool.limits().rate().filter(rate -> !usage.isWithin(rate, now)).isPresent()) {
            return false;
        }
        if (tool.limits().rate().isPresent()) {
            usage.starts.addLast(now);
        }
        usage.running++;
        return true;
    }

    /** An attempt has reached its deadline and has not ended. */
    synchronized void overruns(ToolRun run) {
        overrunning.add(Overrun.of(run));
    }

    /** What was started has ended. */
    synchronized void release(ToolRun run) {
        usage(run.tool()).running--;
        overrunning.remove(Overrun.of(run));
    }

    /** Nothing was started after all: slot and start are free for another. */
    synchronized void giveBack(OfferedTool tool) {
        Usage usage = usage(tool);
        usage.running--;
        // Which of them is given back makes no difference that counts: those taken since came a moment later.
        usage.starts.pollLast();
    }

    private Usage usage(OfferedTool tool) {
        return usages.computeIfAbsent(tool.entry().name(), name -> new Usage());
    }
}

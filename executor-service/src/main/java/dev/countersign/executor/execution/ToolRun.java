package dev.countersign.executor.execution;

import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.RunOutcome;
import dev.countersign.executor.tool.OfferedTool;
import java.time.Duration;

/**
 * An attempt whose {@code started} entry this process writes.
 *
 * @param session the producer session that writes it
 * @param deadlineNanos its deadline by this process's monotonic clock
 */
record ToolRun(Started entry, OfferedTool tool, long session, long deadlineNanos) {

    /** What is left until the deadline; zero or less when it has passed. */
    Duration remaining() {
        return Duration.ofNanos(deadlineNanos - System.nanoTime());
    }

    /**
     * The end of an attempt.
     *
     * @param afterTimeout whether its timeout has been reported before, so that this is for the record only
     */
    record End(ToolRun run, RunOutcome outcome, boolean afterTimeout) {}
}

package dev.countersign.executor.execution;

import java.util.concurrent.CompletableFuture;

/**
 * Waits until the ledger of a partition has been read as far as it reached when this was asked for, records of open
 * transactions included: a reader of committed records gets past those only once they are decided.
 *
 * @param target the end of the log, undecided records included
 */
record CatchUp(CompletableFuture<Long> target) {

    boolean isFailed() {
        return target.isCompletedExceptionally();
    }

    /** Whether a reader at this position has caught up. */
    boolean isReached(long position) {
        return target.isDone() && !isFailed() && position >= target.join();
    }
}

package dev.countersign.executor.execution;

import dev.countersign.contract.topic.Partitions;
import dev.countersign.executor.execution.CallDecisions.Allowance;
import dev.countersign.executor.execution.CallDecisions.Asked;
import dev.countersign.executor.execution.CallDecisions.CallInPlace;
import dev.countersign.executor.execution.CallDecisions.Moment;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerCommand;
import dev.countersign.executor.ledger.LedgerCommand.Standing;
import dev.countersign.executor.ledger.LedgerDecision;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerEntry;
import dev.countersign.executor.ledger.RunOutcome;
import java.util.Optional;

/** Decides how attempts that have ended go into the ledger; see {@link ExecutionLoop} on who may speak for a call. */
final class RunEnds {

    private final OwnedPartitions partitions;
    private final CallDecisions decisions;
    private final long session;

    RunEnds(OwnedPartitions partitions, CallDecisions decisions, long session) {
        this.partitions = partitions;
        this.decisions = decisions;
        this.session = session;
    }

    /**
     * Stages what the end of an attempt brings about; false where that cannot be told yet.
     *
     * @param stopping whether nothing is to be started any more
     */
    boolean stage(Batch batch, ToolRun.End end, boolean stopping) {
        LedgerCall call = end.run().entry().call();
        int number = Partitions.of(call.conversationId());
        Optional<OwnedPartition> partition = partitions.find(number).filter(OwnedPartition::isRestored);
        Optional<Standing> standing = standing(end, number);
        if (standing.isEmpty()) {
            return false;
        }
        Moment now = decisions.now();
        Allowance allowance = stopping ? Allowance.FULL : allow(end, standing.get());
        Optional<LedgerEntry> entry = partition.flatMap(owned -> owned.ledger().find(call.key()));
        LedgerDecision decision = decisions.decide(
                batch,
                new CallInPlace(number, call),
                entry,
                new Asked(
                        new LedgerCommand.End(
                                end.run().entry(), end.outcome(), standing.get(), allowance.permit(), now.at()),
                        allowance,
                        now),
                session);
        if (needsClaim(end, decision)) {
            partition.flatMap(OwnedPartition::position).ifPresent(position -> batch.claim(number, position));
        }
        return true;
    }

    private Optional<Standing> standing(ToolRun.End end, int number) {
        boolean sameSession = end.run().session() == session;
        Optional<OwnedPartition> partition = partitions.find(number);
        if (end.afterTimeout()) {
            return Optional.of(Standing.NONE);
        }
        if (partition.isPresent() && partition.get().isRestored()) {
            return Optional.of(Standing.OWNER);
        }
        if (sameSession) {
            return Optional.of(Standing.FORMER_OWNER);
        }
        return partition.isEmpty() && partitions.isAssigned() ? Optional.of(Standing.NONE) : Optional.empty();
    }

    /** The producer that entered the attempt needs no other proof; a later one speaks as the partition's owner or not. */
    private boolean needsClaim(ToolRun.End end, LedgerDecision decision) {
        return decision instanceof Enter enter
                && (isStart(enter.entry()) || end.run().session() != session);
    }

    private static boolean isStart(LedgerEntry entry) {
        return switch (entry) {
            case LedgerEntry.Deferred deferred -> true;
            case LedgerEntry.Started started -> true;
            case LedgerEntry.Backoff backoff -> false;
            case LedgerEntry.Closed closed -> false;
        };
    }

    private Allowance allow(ToolRun.End end, Standing standing) {
        boolean begins = standing == Standing.OWNER
                && end.outcome() instanceof RunOutcome.NeverRan
                && end.run().entry().attempt() == 1;
        return begins ? decisions.allow(end.run().entry().call()) : Allowance.FULL;
    }
}

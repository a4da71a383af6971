package dev.countersign.executor.execution;

import dev.countersign.contract.id.ToolName;
import dev.countersign.executor.execution.CallDecisions.Allowance;
import dev.countersign.executor.execution.CallDecisions.Asked;
import dev.countersign.executor.execution.CallDecisions.CallInPlace;
import dev.countersign.executor.execution.CallDecisions.Moment;
import dev.countersign.executor.ledger.LedgerCommand;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerDecision;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.Refuse;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Takes up the calls that wait in the ledger, for their next attempt or for their first. However many they are, a turn
 * looks no further into a tool's than to the first that has to go on waiting; all of them are looked at once a second,
 * because their time may be over.
 */
final class WaitingCalls {

    private static final Duration LOOK_AT_ALL_EVERY = Duration.ofSeconds(1);

    private final Supplier<List<OwnedPartition>> partitions;
    private final CallDecisions decisions;
    private final long session;
    private Instant nextLookAtAll = Instant.MIN;

    /** Takes up calls of partitions whose ledgers are known. */
    WaitingCalls(Supplier<List<OwnedPartition>> partitions, CallDecisions decisions, long session) {
        this.partitions = partitions;
        this.decisions = decisions;
        this.session = session;
    }

    /** Stages what can go on now: further attempts before first ones, since their calls have come before. */
    void stage(Batch batch) {
        Instant now = decisions.now().at();
        boolean all = !now.isBefore(nextLookAtAll);
        Set<ToolName> held = new HashSet<>();
        for (OwnedPartition partition : partitions.get()) {
            partition
                    .ledger()
                    .backoffTools()
                    .forEach(tool -> resume(batch, partition, due(partition, tool, now), held, all));
        }
        Set<ToolName> full = new HashSet<>();
        List<OwnedPartition> owned = partitions.get();
        owned.stream()
                .flatMap(partition -> partition.ledger().deferredTools().stream())
                .distinct()
                .forEach(tool -> longestWaitingFirst(owned, tool)
                        .forEach(partition -> takeUp(
                                batch,
                                partition,
                                partition.ledger().deferred(tool).iterator(),
                                full,
                                all)));
        if (all && !isFull(batch)) {
            nextLookAtAll = now.plus(LOOK_AT_ALL_EVERY);
        }
    }

    /** The partitions in which calls of a tool wait: a slot is for the one that has waited longest, wherever it lies. */
    private static Stream<OwnedPartition> longestWaitingFirst(List<OwnedPartition> owned, ToolName tool) {
        return owned.stream()
                .filter(partition -> partition.ledger().isDeferred(tool))
                .sorted(Comparator.comparing(partition ->
                        partition.ledger().deferred(tool).iterator().next().since()));
    }

    private static Iterator<Backoff> due(OwnedPartition partition, ToolName tool, Instant now) {
        return partition.ledger().due(tool, now).iterator();
    }

    private void resume(Batch batch, OwnedPartition partition, Iterator<Backoff> due, Set<ToolName> held, boolean all) {
        while (due.hasNext() && !isFull(batch)) {
            Backoff backoff = due.next();
            if (!all && held.contains(backoff.call().tool())) {
                return;
            }
            Moment now = decisions.now();
            Allowance allowance = decisions.allowAgain(backoff.call());
            LedgerDecision decision = decide(
                    batch,
                    partition,
                    backoff,
                    new Asked(new LedgerCommand.Resume(allowance.permit(), now.at()), allowance, now));
            if (decision instanceof Refuse) {
                held.add(backoff.call().tool());
            }
        }
    }

    private void takeUp(
            Batch batch, OwnedPartition partition, Iterator<Deferred> waiting, Set<ToolName> full, boolean all) {
        while (waiting.hasNext() && !isFull(batch)) {
            Deferred deferred = waiting.next();
            ToolName tool = deferred.call().tool();
            Moment now = decisions.now();
            boolean expired = now.at().isAfter(deferred.call().notAfter());
            if (full.contains(tool) && !expired) {
                if (all) {
                    continue;
                }
                return;
            }
            Allowance allowance = expired ? Allowance.FULL : decisions.allow(deferred.call());
            if (allowance.permit() instanceof Permit.Full && !expired) {
                full.add(tool);
            }
            decide(
                    batch,
                    partition,
                    deferred,
                    new Asked(new LedgerCommand.TakeUp(allowance.permit(), now.at()), allowance, now));
        }
    }

    private static boolean isFull(Batch batch) {
        return batch.changes().size() >= ExecutionSettings.MAX_BATCH;
    }

    private LedgerDecision decide(Batch batch, OwnedPartition partition, Open entry, Asked asked) {
        LedgerDecision decision = decisions.decide(
                batch, new CallInPlace(partition.number(), entry.call()), Optional.of(entry), asked, session);
        if (decision instanceof Enter) {
            batch.claim(partition.number(), partition.position().orElseThrow());
        }
        return decision;
    }
}

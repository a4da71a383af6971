package dev.countersign.executor.execution;

import dev.countersign.contract.id.CallKey;
import dev.countersign.executor.execution.CallDecisions.Allowance;
import dev.countersign.executor.execution.CallDecisions.Asked;
import dev.countersign.executor.execution.CallDecisions.CallInPlace;
import dev.countersign.executor.execution.CallDecisions.Moment;
import dev.countersign.executor.execution.OwnedPartition.Forgetting;
import dev.countersign.executor.execution.OwnedPartition.Look;
import dev.countersign.executor.ledger.LedgerCommand;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** What the ledger itself calls for: waiting calls to take up, lost ones to settle, old ones to forget. */
final class Upkeep {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration FORGET_EVERY = Duration.ofSeconds(2);

    private final ExecutionSettings settings;
    private final OwnedPartitions partitions;
    private final CallDecisions decisions;
    private final LiveRuns runs;
    private final WaitingCalls waiting;
    private final long session;
    private Instant nextForget = Instant.MIN;

    Upkeep(
            ExecutionSettings settings,
            OwnedPartitions partitions,
            CallDecisions decisions,
            LiveRuns runs,
            long session) {
        this.settings = settings;
        this.partitions = partitions;
        this.decisions = decisions;
        this.runs = runs;
        this.waiting = new WaitingCalls(partitions::restored, decisions, session);
        this.session = session;
    }

    void stage(Batch batch) {
        waiting.stage(batch);
        for (OwnedPartition partition : partitions.restored()) {
            watch(batch, partition);
            forget(batch, partition);
        }
        Instant now = decisions.now().at();
        if (!now.isBefore(nextForget)) {
            nextForget = now.plus(FORGET_EVERY);
            partitions.restored().forEach(partition -> askToForget(partition, now));
        }
    }

    private void watch(Batch batch, OwnedPartition partition) {
        Instant now = decisions.now().at();
        List<Started> overdue = partition.startedBefore(now.minus(settings.grace())).stream()
                .filter(started -> !runs.isLive(started))
                .toList();
        partition.looking().ifPresent(look -> endLook(partition, look.catchUp(), now));
        partition.retainLost(overdue);
        overdue.stream().filter(partition::isLost).forEach(started -> settle(batch, partition, started));
        Set<Started> unclear =
                overdue.stream().filter(started -> !partition.isLost(started)).collect(Collectors.toSet());
        if (!unclear.isEmpty() && partition.mayLook(now)) {
            CompletableFuture<Long> end = partitions.endAfterFencing(partition.number(), others(unclear));
            partition.look(new Look(new CatchUp(end), unclear));
        }
    }

    private void endLook(OwnedPartition partition, CatchUp look, Instant now) {
        if (look.isFailed()) {
            partition.overlooked(now.plus(LOOK_AGAIN));
        } else if (partitions.isReached(partition, look)) {
            partition.looked();
        }
    }

    private Set<String> others(Set<Started> overdue) {
        return overdue.stream()
                .map(Started::instance)
                .filter(instance -> !instance.equals(settings.instance()))
                .collect(Collectors.toSet());
    }

    private void settle(Batch batch, OwnedPartition partition, Started started) {
        Moment now = decisions.now();
        boolean enters = decisions.decide(
                        batch,
                        new CallInPlace(partition.number(), started.call()),
                        Optional.of(started),
                        new Asked(new LedgerCommand.Overdue(settings.grace(), now.at()), Allowance.FULL, now),
                        session)
                instanceof Enter;
        if (enters) {
            batch.claim(partition.number(), partition.position().orElseThrow());
        }
    }

    private void askToForget(OwnedPartition partition, Instant now) {
        if (partition.forgetting().isEmpty() && !forgettable(partition, now).isEmpty()) {
            partition.forget(new Forgetting(new CatchUp(partitions.endOfCalls(partition.number())), now));
        }
    }

    private void forget(Batch batch, OwnedPartition partition) {
        partition.forgetting().ifPresent(forgetting -> {
            if (forgetting.taken().isFailed()) {
                partition.forgot();
            } else if (partitions.isTaken(partition, forgetting.taken())) {
                partition.forgot();
                drop(batch, partition, forgetting.at());
            }
        });
    }

    private List<CallKey> forgettable(OwnedPartition partition, Instant at) {
        return partition.ledger().closedBefore(at.minus(settings.skew().multipliedBy(2)));
    }

    private void drop(Batch batch, OwnedPartition partition, Instant at) {
        forgettable(partition, at).stream().limit(ExecutionSettings.MAX_BATCH).forEach(key -> {
            decisions.decide(
                    batch,
                    new CallInPlace(partition.number(), key, Optional.empty()),
                    partition.ledger().find(key),
                    new Asked(new LedgerCommand.Forget(settings.skew(), at), Allowance.FULL, decisions.now()),
                    session);
            batch.claim(partition.number(), partition.position().orElseThrow());
        });
    }
}

package dev.countersign.executor.execution;

import static java.util.Objects.requireNonNull;

import dev.countersign.contract.topic.Topic;
import dev.countersign.executor.ledger.LedgerEntry;
import dev.countersign.executor.ledger.RunOutcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of the producer: from fencing whatever was before it until something goes wrong, or the stop. */
final class ExecutionSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionSession.class);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration BUSY = Duration.ofMillis(5);

    private final Execution execution;
    private final Transactions transactions;
    private final KafkaConsumer<byte[], byte[]> calls;
    private final KafkaConsumer<byte[], byte[]> ledgers;
    private final Admin admin;
    private final OwnedPartitions partitions;
    private final RunEnds ends;
    private final Upkeep upkeep;
    private final Admission admission;
    private final AtomicBoolean polling = new AtomicBoolean();
    private boolean woken;
    private boolean leaving;

    private ExecutionSession(Execution execution, Transactions transactions, long number) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        ExecutionSettings settings = execution.settings();
        this.execution = execution;
        this.transactions = transactions;
        this.calls = new KafkaConsumer<>(settings.callConsumer(), bytes, bytes);
        this.ledgers = new KafkaConsumer<>(settings.ledgerConsumer(), bytes, bytes);
        this.admin = Admin.create(settings.admin());
        this.partitions = new OwnedPartitions(settings.executor(), calls, ledgers, admin);
        CallDecisions decisions = execution.decisions();
        this.ends = new RunEnds(partitions, decisions, number);
        this.upkeep = new Upkeep(settings, partitions, decisions, execution.runs(), number);
        this.admission = new Admission(execution.verification(), partitions, decisions, execution.metrics(), number);
    }

    /** Opens the producer, which fences every earlier one of this instance, and joins the group. */
    static ExecutionSession open(Execution execution, long number) {
        Transactions transactions = Transactions.open(execution.settings(), execution.clock(), execution.skew());
        try {
            ExecutionSession session = new ExecutionSession(execution, transactions, number);
            session.calls.subscribe(List.of(Topic.APPROVED_CALLS.topicName()), session.partitions);
            execution.runs().wakeWith(session::wake);
            return session;
        } catch (RuntimeException e) {
            transactions.close();
            throw e;
        }
    }

    boolean isRestored() {
        return partitions.isRestored();
    }

    /** Does whatever there is to do, and waits a moment for records when there is nothing. */
    void turn(BooleanSupplier stopping) {
        partitions.follow();
        boolean last = stopping.getAsBoolean();
        finish(last);
        if (last) {
            calls.pause(calls.assignment());
            poll();
            return;
        }
        Batch batch = new Batch();
        stage(batch, () -> upkeep.stage(batch));
        commit(batch);
        admit(poll());
    }

    /** Nobody of this name comes back in a moment: closing it leaves the group. */
    void leave() {
        leaving = true;
    }

    private void finish(boolean stopping) {
        List<ToolRun.End> taken = execution.runs().take();
        if (taken.isEmpty()) {
            return;
        }
        Batch batch = new Batch();
        boolean committed = false;
        Set<ToolRun.End> staged = new HashSet<>();
        try {
            stage(
                    batch,
                    () -> taken.stream()
                            .filter(end -> ends.stage(batch, end, stopping))
                            .forEach(staged::add));
            committed = commit(batch);
        } finally {
            settle(taken, committed ? staged : Set.of());
        }
    }

    /** Where a batch cannot be put together, the slots that its runs have taken are given back. */
    private void stage(Batch batch, Runnable staging) {
        try {
            staging.run();
        } catch (RuntimeException e) {
            batch.runs().forEach(execution.decisions()::release);
            throw e;
        }
    }

    private void settle(List<ToolRun.End> taken, Set<ToolRun.End> settled) {
        for (ToolRun.End end : taken) {
            if (!settled.contains(end)) {
                execution.runs().keep(end);
            } else if (!end.afterTimeout()) {
                execution.runs().settle(end.run());
            }
        }
    }

    private void admit(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        Batch batch = new Batch();
        stage(batch, () -> records.partitions().forEach(from -> admit(batch, from, records)));
        if (!commit(batch)) {
            partitions.rewind();
        }
    }

    private void admit(Batch batch, TopicPartition from, ConsumerRecords<byte[], byte[]> records) {
        OwnedPartition partition = partitions.find(from.partition()).orElseThrow();
        records.records(from).forEach(record -> admission.stage(batch, partition, record));
        batch.claim(from.partition(), requireNonNull(records.nextOffsets().get(from)));
    }

    private boolean commit(Batch batch) {
        if (batch.isEmpty()) {
            return true;
        }
        Transactions.Outcome outcome;
        try {
            outcome = transactions.commit(batch, calls.groupMetadata());
        } catch (RuntimeException e) {
            doubt(batch);
            throw e;
        }
        return switch (outcome) {
            case Transactions.Outcome.Committed committed -> {
                apply(batch, committed.offsets());
                yield true;
            }
            case Transactions.Outcome.NotOwner notOwner -> {
                LOG.info("event=claim-refused partitions={}", batch.claims().keySet());
                batch.runs().forEach(execution.decisions()::release);
                yield false;
            }
        };
    }

    private void apply(Batch batch, List<Long> offsets) {
        for (int i = 0; i < offsets.size(); i++) {
            Batch.Change change = batch.changes().get(i);
            long offset = offsets.get(i);
            partitions
                    .find(change.partition())
                    .ifPresent(partition -> partition.ledger().apply(offset, change.key(), change.entry()));
        }
        batch.claims()
                .forEach((number, next) -> partitions.find(number).ifPresent(partition -> partition.moveTo(next)));
        batch.runs().forEach(run -> {
            execution.runs().begin(run);
            execution.runner().launch(run);
        });
        batch.changes().stream()
                .flatMap(change -> change.entry().stream())
                .filter(LedgerEntry.Backoff.class::isInstance)
                .forEach(backoff -> execution.metrics().retries());
        batch.results().forEach(published -> execution.metrics().published(published.result()));
    }

    /** What was to run after a commit that is in doubt does not run; if it was committed, the ledger will say so. */
    private void doubt(Batch batch) {
        batch.runs().forEach(run -> {
            execution.decisions().release(run);
            execution.runs().begin(run);
            execution.runs().keep(new ToolRun.End(run, new RunOutcome.NeverRan(), false));
        });
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        // Said first: an end is seen below or wakes the poll, and none waits until the poll is over.
        polling.set(true);
        try {
            // After a wake-up comes a poll that nothing can interrupt, so that ends do not keep records from coming in.
            if (woken || execution.runs().hasReported()) {
                woken = false;
                return pollUninterrupted();
            }
            return calls.poll(partitions.isCatchingUp() || !partitions.isAssigned() ? BUSY : IDLE);
        } catch (WakeupException e) {
            woken = true;
            return ConsumerRecords.empty();
        } finally {
            polling.set(false);
        }
    }

    private ConsumerRecords<byte[], byte[]> pollUninterrupted() {
        try {
            return calls.poll(Duration.ZERO);
        } catch (WakeupException e) {
            // One that came just after the poll that it was meant for had returned.
            return ConsumerRecords.empty();
        }
    }

    private void wake() {
        if (polling.compareAndSet(true, false)) {
            calls.wakeup();
        }
    }

    @Override
    public void close() {
        execution.runs().wakeWith(() -> {});
        transactions.close();
        // Closing it gives the partitions back, and with them what is read of their ledgers.
        calls.close(CloseOptions.timeout(CLOSE_BOUND).withGroupMembershipOperation(membership()));
        ledgers.close(CloseOptions.timeout(CLOSE_BOUND));
        admin.close(CLOSE_BOUND);
    }

    /** Whoever stops leaves the partitions to others at once; whoever comes back in a moment keeps them. */
    private GroupMembershipOperation membership() {
        return leaving ? GroupMembershipOperation.LEAVE_GROUP : GroupMembershipOperation.REMAIN_IN_GROUP;
    }
}

package dev.countersign.executor.execution;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions that the group has assigned to this instance; restores their ledgers and follows them. */
final class OwnedPartitions implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(OwnedPartitions.class);
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final String executor;
    private final Consumer<byte[], byte[]> calls;
    private final Consumer<byte[], byte[]> ledgers;
    private final Admin admin;
    private final Map<Integer, OwnedPartition> owned = new TreeMap<>();
    private boolean assigned;

    OwnedPartitions(String executor, Consumer<byte[], byte[]> calls, Consumer<byte[], byte[]> ledgers, Admin admin) {
        this.executor = executor;
        this.calls = calls;
        this.ledgers = ledgers;
        this.admin = admin;
    }

    /** Whether the group has said, in this session, which partitions are whose. */
    boolean isAssigned() {
        return assigned;
    }

    Optional<OwnedPartition> find(int partition) {
        return Optional.ofNullable(owned.get(partition));
    }

    /** The partitions whose ledgers are known. */
    List<OwnedPartition> restored() {
        return owned.values().stream().filter(OwnedPartition::isRestored).toList();
    }

    boolean isRestored() {
        return assigned && owned.values().stream().allMatch(OwnedPartition::isRestored);
    }

    /** Whether some ledger is being caught up with right now. */
    boolean isCatchingUp() {
        return owned.values().stream()
                .anyMatch(partition ->
                        !partition.isRestored() || partition.looking().isPresent());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        assigned = true;
        // Nothing is taken from a partition whose ledger is not known.
        calls.pause(partitions);
        partitions.forEach(partition -> owned.put(
                partition.partition(),
                new OwnedPartition(partition.partition(), new CatchUp(end(partition.partition())))));
        followOwned();
        partitions.forEach(partition -> ledgers.seek(ledger(partition.partition()), 0));
        LOG.info("event=partitions-assigned partitions={}", numbers(partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> owned.remove(partition.partition()));
        followOwned();
        LOG.info("event=partitions-revoked partitions={}", numbers(partitions));
    }

    /** Reads what has been committed to the ledgers, and lets partitions go whose ledgers are restored. */
    void follow() {
        if (owned.isEmpty()) {
            return;
        }
        ledgers.poll(Duration.ZERO).forEach(this::apply);
        owned.values().forEach(partition -> partition.ledger().readUpTo(ledgerPosition(partition.number())));
        owned.values().stream().filter(partition -> !partition.isRestored()).forEach(this::restore);
    }

    /** Whether a partition's ledger has been read as far as somebody asked. */
    boolean isReached(OwnedPartition partition, CatchUp catchUp) {
        return catchUp.isReached(ledgerPosition(partition.number()));
    }

    /** Whether a partition's calls have been taken as far as somebody asked. */
    boolean isTaken(OwnedPartition partition, CatchUp catchUp) {
        try {
            return catchUp.isReached(calls.position(calls(partition.number()), AT_ONCE));
        } catch (TimeoutException | WakeupException e) {
            // Its position is not known at this moment.
            return false;
        }
    }

    /** Goes back to the records that were taken and not committed. */
    void rewind() {
        Set<TopicPartition> current = new HashSet<>(calls.assignment());
        restored().forEach(partition -> {
            TopicPartition taken = calls(partition.number());
            if (current.contains(taken)) {
                calls.seek(taken, partition.position().orElseThrow());
            }
        });
    }

    /** Asks where a ledger's log ends, records of open transactions included. */
    CompletableFuture<Long> end(int partition) {
        return end(ledger(partition));
    }

    /** Asks where the log of a partition's calls ends, records of open transactions included. */
    CompletableFuture<Long> endOfCalls(int partition) {
        return end(calls(partition));
    }

    private CompletableFuture<Long> end(TopicPartition log) {
        return admin.listOffsets(
                        Map.of(log, OffsetSpec.latest()), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .partitionResult(log)
                .toCompletionStage()
                .thenApply(end -> end.offset())
                .toCompletableFuture();
    }

    /**
     * As {@link #end}, after some other instances' producers have been fenced: nothing that they had open is open then,
     * and nothing of theirs can follow before they have read the ledger again.
     */
    CompletableFuture<Long> endAfterFencing(int partition, Set<String> instances) {
        if (instances.isEmpty()) {
            return end(partition);
        }
        LOG.warn("event=instances-fenced partition={} instances={}", partition, instances);
        return admin.fenceProducers(instances)
                .all()
                .toCompletionStage()
                .thenCompose(done -> end(partition))
                .toCompletableFuture();
    }

    private void restore(OwnedPartition partition) {
        if (partition.restoring().isFailed()) {
            partition.restoreAgain(new CatchUp(end(partition.number())));
        }
        if (!isReached(partition, partition.restoring())) {
            return;
        }
        TopicPartition taken = calls(partition.number());
        try {
            long next = calls.position(taken, AT_ONCE);
            partition.moveTo(new OffsetAndMetadata(next));
        } catch (TimeoutException | WakeupException e) {
            // The group's position is not known yet, for instance because a transaction that moves it is open.
            return;
        }
        calls.resume(List.of(taken));
        LOG.info(
                "event=ledger-restored partition={} calls={} started={}",
                partition.number(),
                partition.ledger().size(),
                partition.ledger().started().size());
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        OwnedPartition partition = owned.get(record.partition());
        if (partition == null) {
            return;
        }
        CallKey key = CallKey.parse(new String(record.key(), StandardCharsets.UTF_8));
        if (record.value() == null) {
            partition.ledger().apply(record.offset(), key, Optional.empty());
            return;
        }
        LedgerRecord entry = read(record);
        if (entry.executor().equals(executor)) {
            partition.ledger().apply(record.offset(), key, Optional.of(entry.entry(key)));
        }
    }

    private static LedgerRecord read(ConsumerRecord<byte[], byte[]> record) {
        try {
            return LedgerRecord.read(record.value());
        } catch (UnreadableException e) {
            // To pass it over could mean to run its call a second time.
            throw new IllegalStateException(
                    "executor-ledger partition " + record.partition() + " offset " + record.offset() + ": "
                            + e.detail(),
                    e);
        }
    }

    private long ledgerPosition(int partition) {
        try {
            return ledgers.position(ledger(partition), AT_ONCE);
        } catch (TimeoutException e) {
            return 0;
        }
    }

    private void followOwned() {
        ledgers.assign(owned.keySet().stream().map(OwnedPartitions::ledger).collect(Collectors.toSet()));
    }

    private static TopicPartition ledger(int partition) {
        return new TopicPartition(Topic.EXECUTOR_LEDGER.topicName(), partition);
    }

    private static TopicPartition calls(int partition) {
        return new TopicPartition(Topic.APPROVED_CALLS.topicName(), partition);
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
}

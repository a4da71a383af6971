package dev.countersign.executor.execution;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Another instance that enters what a test wants. */
final class FormerOwner implements AutoCloseable {

    private static final String INSTANCE = "executor-service-former";

    private final KafkaProducer<byte[], byte[]> producer;

    FormerOwner(String bootstrapServers) {
        Map<String, Object> settings = ClientSettings.producer(Map.of("bootstrap.servers", bootstrapServers));
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, INSTANCE);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    void writeWithoutCommit(ProducerRecord<byte[], byte[]> record) {
        producer.beginTransaction();
        send(record);
    }

    void startWithoutCommit(ApprovedCall call) {
        enter(call, 1, Instant.now());
    }

    /** Enters the first attempt of so many, with a timeout of a second, and commits it. */
    void start(ApprovedCall call, int maxAttempts, Instant at) {
        enter(call, maxAttempts, at);
        commit();
    }

    private void enter(ApprovedCall call, int maxAttempts, Instant at) {
        LedgerEntry entry = new LedgerEntry.Started(
                LedgerCall.of(call, Optional.empty()), 1, maxAttempts, INSTANCE, at, at.plusSeconds(1), false);
        producer.beginTransaction();
        send(call, LedgerRecord.of("executor-service", entry).write());
    }

    /** Whether somebody has fenced it; commits something that changes nothing to find out. */
    boolean isFenced(ApprovedCall unknown) {
        try {
            producer.beginTransaction();
            send(unknown, null);
            producer.commitTransaction();
            return false;
        } catch (KafkaException | IllegalStateException e) {
            return true;
        }
    }

    private void send(ApprovedCall call, byte[] value) {
        send(new ProducerRecord<>(
                Topic.EXECUTOR_LEDGER.topicName(),
                Partitions.of(call.conversationId()),
                call.key().toString().getBytes(StandardCharsets.UTF_8),
                value));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void commit() {
        producer.commitTransaction();
    }

    @Override
    public void close() {
        producer.close();
    }
}

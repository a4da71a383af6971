package dev.countersign.executor.execution;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Another instance that has entered a start and not committed it. */
final class FormerOwner implements AutoCloseable {

    private static final String INSTANCE = "executor-service-former";

    private final KafkaProducer<byte[], byte[]> producer;

    FormerOwner(String bootstrapServers) {
        Map<String, Object> settings = ClientSettings.producer(Map.of("bootstrap.servers", bootstrapServers));
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, INSTANCE);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    void startWithoutCommit(ApprovedCall call) {
        Instant now = Instant.now();
        LedgerEntry entry = new LedgerEntry.Started(
                LedgerCall.of(call, Optional.empty()), 1, 1, INSTANCE, now, now.plus(Duration.ofSeconds(1)));
        producer.beginTransaction();
        try {
            producer.send(new ProducerRecord<>(
                            Topic.EXECUTOR_LEDGER.topicName(),
                            Partitions.of(call.conversationId()),
                            call.key().toString().getBytes(StandardCharsets.UTF_8),
                            LedgerRecord.of("executor-service", entry).write()))
                    .get();
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

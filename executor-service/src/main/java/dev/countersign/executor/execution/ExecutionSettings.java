package dev.countersign.executor.execution;

import dev.countersign.contract.topic.ClientSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The settings of the loop.
 *
 * @param connection of the Kafka clients
 * @param executor its name; also the consumer group
 * @param instance which instance of it, stable over restarts; also the transactional id
 * @param transactionTimeout when the broker gives up a transaction whose producer is silent
 * @param grace how long after its deadline a started call counts as lost; longer than the transaction timeout
 * @param skew how far clocks may differ
 */
public record ExecutionSettings(
        Map<String, Object> connection,
        String executor,
        String instance,
        Duration transactionTimeout,
        Duration grace,
        Duration skew) {

    /** How many calls one transaction may take up. */
    static final int MAX_BATCH = 200;

    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final int REQUEST_TIMEOUT_MS = 3_000;
    private static final int DELIVERY_TIMEOUT_MS = 6_000;
    private static final int BLOCK_MS = 8_000;
    private static final int MAX_POLL_INTERVAL_MS = 60_000;

    public ExecutionSettings {
        connection = Map.copyOf(connection);
        if (!INSTANCE.matcher(instance).matches()) {
            throw new IllegalArgumentException(
                    "countersign.instance has 1 to 249 characters of A-Z a-z 0-9 . _ -, as Kafka wants it");
        }
        if (grace.compareTo(transactionTimeout) <= 0) {
            throw new IllegalArgumentException("countersign.executor.grace (" + grace
                    + ") is longer than countersign.executor.transaction-timeout (" + transactionTimeout + ")");
        }
    }

    Map<String, Object> producer() {
        Map<String, Object> settings = ClientSettings.producer(connection);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, instance);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(transactionTimeout.toMillis()));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
        return settings;
    }

    Map<String, Object> callConsumer() {
        Map<String, Object> settings = ClientSettings.consumer(connection);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, executor);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_BATCH);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class));
        return settings;
    }

    Map<String, Object> ledgerConsumer() {
        return ClientSettings.consumer(connection);
    }

    Map<String, Object> admin() {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("default.api.timeout.ms", DELIVERY_TIMEOUT_MS);
        settings.put("request.timeout.ms", REQUEST_TIMEOUT_MS);
        return settings;
    }
}

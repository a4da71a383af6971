package dev.countersign.approval.gate.topology;

import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** The settings of the topology, said explicitly. */
final class StreamsSettings {

    private StreamsSettings() {}

    static Properties of(InstanceConfig instance) {
        Properties settings = new Properties();
        settings.putAll(instance.connection());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, Party.APPROVAL.principal());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, instance.stateDir().toString());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, instance.replicationFactor());
        settings.put(
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArray().getClass());
        settings.put(
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.ByteArray().getClass());
        settings.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, BrokerTime.class);
        addTransactions(settings);
        addClients(settings, instance);
        return settings;
    }

    private static void addTransactions(Properties settings) {
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // Streams commits only where there is something to commit, so that short intervals cost nothing when idle.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1L);
        settings.put(StreamsConfig.POLL_MS_CONFIG, 5L);
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndFailExceptionHandler.class);
        settings.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndFailProcessingExceptionHandler.class);
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, DefaultProductionExceptionHandler.class);
    }

    private static void addClients(Properties settings, InstanceConfig instance) {
        ClientSettings.producer(Map.of())
                .forEach((name, value) -> settings.put(StreamsConfig.producerPrefix(name), value));
        // What one transaction writes goes out together: the commit flushes, so nothing waits this long.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
        // What a killed instance left open is aborted, and its partitions given away, within seconds.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        settings.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), Topic.MAX_RECORD_BYTES);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.METADATA_MAX_AGE_CONFIG), 5_000);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance.name());
        settings.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                Integer.toString(Topic.MAX_RECORD_BYTES));
    }
}

package dev.countersign.deploy.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.process.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A topology of the services' kind, exactly-once with a changelog, needs no right that the ACLs do not give. */
@ExtendWith(BrokerExtension.class)
class StreamsAccessIT {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String STORE = "counts";

    @TempDir
    Path folder;

    @Test
    void shouldRunExactlyOnceWithAStoreUnderItsOwnName(SecuredBroker broker) throws Exception {
        Map<String, Object> connection = broker.connection("approval-service");
        Topology topology = topology(Topic.APPROVAL_COMMANDS, Topic.APPROVAL_OUTCOMES);
        try (var outcomes = tail(connection)) {
            for (String round : List.of("first", "second")) {
                // The second run finds the changelog, and restores from it because the folder is another.
                try (var streams = new KafkaStreams(topology, settings(connection, "approval-service", round))) {
                    streams.start();
                    send(connection, Topic.APPROVAL_COMMANDS, round);
                    awaitValue(outcomes, round);
                }
            }
        }
    }

    @Test
    void shouldNotRunUnderAnotherServicesName(SecuredBroker broker) {
        Map<String, Object> connection = broker.connection("planner-service");
        Topology topology = topology(Topic.PLANNER_COMMANDS, Topic.ANSWERS);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (var streams = new KafkaStreams(topology, settings(connection, "approval-service", "stranger"))) {
            streams.setUncaughtExceptionHandler(thrown -> {
                failure.set(thrown);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            Await.until("the topology to fail", BOUND, () -> failure.get() != null);
        }
        assertThat(failure.get()).hasMessageContaining("approval-service");
    }

    private static Topology topology(Topic from, Topic to) {
        return new Topology()
                .addSource("from", from.topicName())
                .addProcessor("count", Counter::new, "from")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray()),
                        "count")
                .addSink("to", to.topicName(), "count");
    }

    private Properties settings(Map<String, Object> connection, String application, String run) {
        Properties settings = new Properties();
        settings.putAll(connection);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(run).toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        // A static member, so that the second run need not wait for the first one's session to end.
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, application + "-0");
        settings.put(StreamsConfig.topicPrefix("max.message.bytes"), Integer.toString(Topic.MAX_RECORD_BYTES));
        return settings;
    }

    private static void send(Map<String, Object> connection, Topic topic, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                ClientSettings.producer(connection), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.topicName(), "key".getBytes(UTF_8), value.getBytes(UTF_8)))
                    .get();
        }
    }

    private static KafkaConsumer<byte[], byte[]> tail(Map<String, Object> connection) {
        var consumer = new KafkaConsumer<>(
                ClientSettings.consumer(connection), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(Topic.APPROVAL_OUTCOMES.topicName()).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static void awaitValue(KafkaConsumer<byte[], byte[]> consumer, String value) {
        List<String> seen = new ArrayList<>();
        Await.until(() -> value + ", seen " + seen, BOUND, () -> {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> seen.add(new String(record.value(), UTF_8)));
            return seen.contains(value);
        });
    }

    private static final class Counter implements Processor<byte[], byte[], byte[], byte[]> {

        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<byte[], byte[]> store;

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            this.store = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            store.put(record.key(), record.value());
            context.forward(record);
        }
    }
}

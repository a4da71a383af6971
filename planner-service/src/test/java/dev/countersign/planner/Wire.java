package dev.countersign.planner;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The planner's topics as everyone else sees them. */
final class Wire implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> seen = new CopyOnWriteArrayList<>();

    Wire(String bootstrapServers, String... topics) {
        Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
        producer = new KafkaProducer<>(
                ClientSettings.producer(connection), new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                ClientSettings.consumer(connection), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(topics).stream()
                .flatMap(topic -> IntStream.range(0, Topic.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void send(Topic topic, @Nullable Integer partition, byte @Nullable [] key, byte[] value) {
        send(new ProducerRecord<>(topic.topicName(), partition, key, value));
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until so many records of a topic hold a text in their value; returns them as they are then. */
    List<ConsumerRecord<byte[], byte[]>> await(String topic, String text, int count) {
        Predicate<ConsumerRecord<byte[], byte[]>> wanted = record ->
                record.topic().equals(topic) && new String(record.value(), StandardCharsets.UTF_8).contains(text);
        Awaitility.await().atMost(BOUND).until(() -> {
            poll();
            return seen.stream().filter(wanted).count() >= count;
        });
        return seen.stream().filter(wanted).toList();
    }

    <T> T await(Topic topic, String text, Class<T> type) {
        try {
            return JsonCodec.read(await(topic.topicName(), text, 1).getFirst().value(), type);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private void poll() {
        consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}

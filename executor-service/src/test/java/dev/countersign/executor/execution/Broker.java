package dev.countersign.executor.execution;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A test's way to write records and to see all that is committed. */
public final class Broker implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
    private final Map<String, List<ToolResult>> results = new HashMap<>();

    public Broker(String bootstrapServers) {
        Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
        producer = new KafkaProducer<>(
                ClientSettings.producer(connection), new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                ClientSettings.consumer(connection), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(
                        Topic.TOOL_RESULTS.topicName(),
                        Topic.APPROVED_CALLS.deadLetters(),
                        Topic.EXECUTOR_LEDGER.topicName(),
                        Topic.TOOL_CATALOG.topicName())
                .stream()
                .flatMap(topic -> IntStream.range(0, Topic.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    public void write(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Writes without waiting: the broker may be away. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    public List<ToolResult> results(String conversation) {
        poll();
        return List.copyOf(results.getOrDefault(conversation, List.of()));
    }

    /** What was said of the starts of a conversation's calls, in the order of the topic. */
    public List<ToolStarted> starts(String conversation) {
        return records(Topic.TOOL_RESULTS.topicName()).stream()
                .filter(record -> isOf(record, EventType.TOOL_STARTED)
                        && text(record.key()).equals(conversation))
                .map(record -> read(record, ToolStarted.class))
                .toList();
    }

    /** The reasons of the dead letters about records whose key starts so. */
    public List<String> deadLetters(String key) {
        return records(Topic.APPROVED_CALLS.deadLetters()).stream()
                .filter(record -> text(record.key()).startsWith(key))
                .map(record ->
                        EventHeaders.text(record.headers(), DeadLetter.REASON).orElseThrow())
                .toList();
    }

    /** The states that the ledger went through for one call; null bytes are "DROPPED". */
    public List<String> states(String call) {
        return records(Topic.EXECUTOR_LEDGER.topicName()).stream()
                .filter(record -> text(record.key()).equals(call))
                .map(record -> record.value() == null ? "DROPPED" : state(record.value()))
                .toList();
    }

    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        poll();
        return seen.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    private void poll() {
        consumer.poll(POLL).forEach(record -> {
            seen.add(record);
            if (isOf(record, EventType.TOOL_RESULT)) {
                ToolResult result = read(record, ToolResult.class);
                results.computeIfAbsent(result.conversationId().value(), id -> new ArrayList<>())
                        .add(result);
            }
        });
    }

    private static String state(byte[] value) {
        try {
            return LedgerRecord.read(value).state().name();
        } catch (UnreadableException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOf(ConsumerRecord<byte[], byte[]> record, EventType type) {
        return record.topic().equals(Topic.TOOL_RESULTS.topicName())
                && EventHeaders.text(record.headers(), EventHeaders.TYPE).equals(Optional.of(type.typeName()));
    }

    private static <T> T read(ConsumerRecord<byte[], byte[]> record, Class<T> type) {
        try {
            return JsonCodec.read(record.value(), type);
        } catch (UnreadableException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}

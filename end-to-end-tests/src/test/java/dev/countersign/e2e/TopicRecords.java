package dev.countersign.e2e;

import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Every committed record of the public topics, the executor's ledger and the dead-letter topics since the stack began,
 * as it comes.
 */
final class TopicRecords implements AutoCloseable {
    private static final List<Topic> FOLLOWED = List.of(
            Topic.PROMPTS,
            Topic.TOOL_REQUESTS,
            Topic.APPROVED_CALLS,
            Topic.REJECTED_CALLS,
            Topic.TOOL_RESULTS,
            Topic.ANSWERS,
            Topic.TOOL_CATALOG,
            Topic.APPROVALS,
            Topic.EXECUTOR_LEDGER);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> received = new ArrayList<>();
    private final Thread thread;

    private TopicRecords(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().daemon().name("topic-records").start(this::run);
    }

    static TopicRecords follow(String bootstrapServers) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                ClientSettings.consumer(Map.of("bootstrap.servers", bootstrapServers)), bytes, bytes);
        List<TopicPartition> partitions = names().flatMap(
                        topic -> IntStream.range(0, Topic.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return new TopicRecords(consumer);
    }

    private static Stream<String> names() {
        return Stream.concat(
                FOLLOWED.stream().map(Topic::topicName),
                Arrays.stream(Topic.values()).filter(Topic::hasDeadLetters).map(Topic::deadLetters));
    }

    private void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    synchronized (received) {
                        received.add(record);
                        received.notifyAll();
                    }
                }
            }
        } catch (WakeupException closed) {
            // The test is over.
        }
    }

    /** What has come on a topic and satisfies the condition, in the order of its coming. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic, Predicate<ConsumerRecord<byte[], byte[]>> condition) {
        synchronized (received) {
            return received.stream()
                    .filter(record -> record.topic().equals(topic) && condition.test(record))
                    .toList();
        }
    }

    /** The first record on a topic that satisfies the condition, now or within the bound. */
    ConsumerRecord<byte[], byte[]> await(
            String topic, Duration bound, Predicate<ConsumerRecord<byte[], byte[]>> condition) {
        return await(topic, 1, bound, condition).getFirst();
    }

    /** The records on a topic that satisfy the condition, as soon as there are that many, within the bound. */
    List<ConsumerRecord<byte[], byte[]>> await(
            String topic, int count, Duration bound, Predicate<ConsumerRecord<byte[], byte[]>> condition) {
        long deadline = System.nanoTime() + bound.toNanos();
        synchronized (received) {
            while (true) {
                List<ConsumerRecord<byte[], byte[]>> found = all(topic, condition);
                if (found.size() >= count) {
                    return found;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("%d of %d such records on %s within %s; all there: %s"
                            .formatted(found.size(), count, topic, bound, summary(topic)));
                }
                waitFor(left);
            }
        }
    }

    private void waitFor(long nanos) {
        try {
            received.wait(Math.max(1, nanos / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private List<String> summary(String topic) {
        List<String> texts =
                all(topic, record -> true).stream().map(TopicRecords::text).toList();
        return texts.subList(Math.max(0, texts.size() - 5), texts.size());
    }

    static String text(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
    }

    /** Whether a record on {@code tool-results} is the outcome of a call; it may also say that one starts. */
    static boolean isResult(ConsumerRecord<byte[], byte[]> record) {
        return header(record, EventHeaders.TYPE)
                .filter(EventType.TOOL_STARTED.typeName()::equals)
                .isEmpty();
    }

    static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return EventHeaders.text(record.headers(), name);
    }

    @Override
    public void close() throws InterruptedException {
        consumer.wakeup();
        thread.join(Duration.ofSeconds(10));
    }
}

package dev.countersign.e2e.chaos;

import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows everything that is committed into a {@link CallLog}. */
final class LogReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CallLog log = new CallLog();
    private final Thread thread;

    private LogReader(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().daemon().name("chaos-log").unstarted(this::follow);
    }

    static LogReader start(String bootstrapServers) {
        LogReader reader = new LogReader(consumer(bootstrapServers));
        reader.thread.start();
        return reader;
    }

    /** All that is committed now, from the beginning. */
    static CallLog readAll(String bootstrapServers) {
        CallLog log = new CallLog();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(log::add);
            }
        }
        return log;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                ClientSettings.consumer(Map.of("bootstrap.servers", bootstrapServers)), bytes, bytes);
        List<TopicPartition> partitions = CallLog.topics().stream()
                .flatMap(topic -> IntStream.range(0, Topic.PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** Looks at what has come so far. */
    <T> T look(Function<CallLog, T> question) {
        synchronized (log) {
            return question.apply(log);
        }
    }

    private void follow() {
        try (consumer) {
            while (true) {
                var records = consumer.poll(POLL);
                synchronized (log) {
                    records.forEach(log::add);
                }
            }
        } catch (WakeupException closed) {
            // The run is over.
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

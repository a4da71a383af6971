package dev.countersign.contract.topic;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a whole topic, all partitions, committed records only, and follows it: what a read model in every instance is
 * made from. It belongs to no consumer group and commits nothing. Records are handed over on one thread, in the order
 * of each partition.
 *
 * <p>A handler that throws ends the tail: {@link #failure()} says so from then on, and the service's liveness with it.
 */
public final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Topic topic;
    private final Handler handler;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;

    /** Where to begin. */
    public enum From {
        /** With the oldest record: for a topic that is the state. */
        BEGINNING,
        /** With what is written from now on. */
        END
    }

    /** Takes the records. */
    @FunctionalInterface
    public interface Handler {
        void accept(ConsumerRecord<byte[], byte[]> record);
    }

    private TopicTail(KafkaConsumer<byte[], byte[]> consumer, Topic topic, Handler handler, From from) {
        this.consumer = consumer;
        this.topic = topic;
        this.handler = handler;
        this.thread =
                Thread.ofPlatform().daemon().name("tail-" + topic.topicName()).unstarted(() -> run(from));
    }

    /** Starts to read. The connection settings are those of a Kafka client, {@code bootstrap.servers} first of all. */
    public static TopicTail start(Map<String, Object> connection, Topic topic, From from, Handler handler) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        TopicTail tail = new TopicTail(
                new KafkaConsumer<>(ClientSettings.consumer(connection), bytes, bytes), topic, handler, from);
        tail.thread.start();
        return tail;
    }

    /** Done when all that was there at the start has been handed over; failed when the tail ended before. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp.copy();
    }

    /** What ended the tail, if something did. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    private void run(From from) {
        try (consumer) {
            List<TopicPartition> partitions = IntStream.range(0, Topic.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic.topicName(), partition))
                    .toList();
            consumer.assign(partitions);
            seek(from, partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    handler.accept(record);
                }
                if (!caughtUp.isDone() && end.entrySet().stream().allMatch(this::reached)) {
                    caughtUp.complete(null);
                }
            }
        } catch (WakeupException e) {
            caughtUp.cancel(false);
        } catch (RuntimeException | Error e) {
            failure.set(e);
            caughtUp.completeExceptionally(e);
            LOG.error("event=tail-ended topic={}", topic.topicName(), e);
        }
    }

    private void seek(From from, List<TopicPartition> partitions) {
        switch (from) {
            case BEGINNING -> consumer.seekToBeginning(partitions);
            case END -> {
                consumer.seekToEnd(partitions);
                // Seeking is lazy: only the position asked for here is the end as of now.
                partitions.forEach(consumer::position);
            }
        }
    }

    private boolean reached(Map.Entry<TopicPartition, Long> end) {
        return consumer.position(end.getKey()) >= end.getValue();
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

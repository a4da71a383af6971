package dev.countersign.executor.catalog;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells {@code tool-catalog} which tools this executor offers, signed by its own key, and withdraws what it offered
 * before and offers no more. Saying the same again writes nothing.
 *
 * @param bound the longest that the broker may take to answer
 */
public record CatalogAnnouncement(
        Map<String, Object> connection, String executor, SigningKey key, InstantSource clock, Duration bound) {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogAnnouncement.class);

    /**
     * Announces the tools; returns when the broker has acknowledged all of it.
     *
     * @throws CatalogConflictException if one of them is another executor's; nothing is written then
     * @throws IllegalStateException if the broker does not answer in time
     */
    public void announce(Collection<CatalogEntry> entries) {
        Map<String, ConsumerRecord<byte[], byte[]>> standing = standing();
        entries.forEach(entry -> requireFree(entry, standing));
        Map<String, CatalogEntry> own =
                entries.stream().collect(Collectors.toMap(entry -> entry.name().value(), Function.identity()));
        Stream<ProducerRecord<byte[], byte[]>> offers =
                own.values().stream().map(this::offer).filter(offer -> isNews(offer, standing));
        Stream<ProducerRecord<byte[], byte[]>> withdrawals = standing.entrySet().stream()
                .filter(entry -> !own.containsKey(entry.getKey()))
                .filter(entry ->
                        owner(entry.getValue()).filter(executor::equals).isPresent())
                .map(entry -> withdrawal(entry.getKey()));
        write(Stream.concat(offers, withdrawals).toList());
    }

    private Map<String, ConsumerRecord<byte[], byte[]>> standing() {
        Map<String, ConsumerRecord<byte[], byte[]>> standing = new TreeMap<>();
        try (TopicTail tail = TopicTail.start(connection, Topic.TOOL_CATALOG, TopicTail.From.BEGINNING, record -> {
            if (record.key() != null) {
                standing.put(new String(record.key(), StandardCharsets.UTF_8), record);
            }
        })) {
            await(tail.caughtUp(), "tool-catalog cannot be read");
        }
        return standing;
    }

    private void requireFree(CatalogEntry entry, Map<String, ConsumerRecord<byte[], byte[]>> standing) {
        String tool = entry.name().value();
        Optional.ofNullable(standing.get(tool))
                .flatMap(CatalogAnnouncement::owner)
                .filter(owner -> !owner.equals(executor))
                .ifPresent(owner -> {
                    throw new CatalogConflictException(tool, owner);
                });
    }

    private static Optional<String> owner(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonCodec.readOpen(record.value(), CatalogEntry.class, JsonCodec.MAX_BYTES)
                    .executor());
        } catch (UnreadableException e) {
            // Nobody can honour it, so nobody owns the tool by it.
            LOG.warn("event=catalog-entry-unreadable offset={} reason=\"{}\"", record.offset(), e.detail());
            return Optional.empty();
        }
    }

    private static boolean isNews(
            ProducerRecord<byte[], byte[]> offer, Map<String, ConsumerRecord<byte[], byte[]>> standing) {
        ConsumerRecord<byte[], byte[]> before = standing.get(new String(offer.key(), StandardCharsets.UTF_8));
        return before == null
                || !Arrays.equals(before.value(), offer.value())
                || !EventHeaders.text(before.headers(), EventHeaders.SIGNATURE)
                        .equals(EventHeaders.text(offer.headers(), EventHeaders.SIGNATURE));
    }

    private ProducerRecord<byte[], byte[]> offer(CatalogEntry entry) {
        byte[] value = JsonCodec.write(entry);
        Headers headers = headers(entry.name().value(), entry.digest().hex());
        EventHeaders.put(headers, EventHeaders.SIGNATURE, key.sign(SignedKind.CATALOG_ENTRY, value));
        return record(entry.name().value(), value, headers);
    }

    private ProducerRecord<byte[], byte[]> withdrawal(String tool) {
        Headers headers = headers(tool, "withdrawn");
        byte[] name = tool.getBytes(StandardCharsets.UTF_8);
        EventHeaders.put(headers, EventHeaders.SIGNATURE, key.sign(SignedKind.CATALOG_WITHDRAWAL, name));
        return record(tool, null, headers);
    }

    private Headers headers(String tool, String version) {
        return EventHeaders.of(
                EventType.CATALOG_ENTRY, executor + "/" + tool + "/" + version, Party.EXECUTOR, clock.instant(), tool);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String tool, byte @org.jspecify.annotations.Nullable [] value, Headers headers) {
        return new ProducerRecord<>(
                Topic.TOOL_CATALOG.topicName(), null, tool.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    private void write(Collection<ProducerRecord<byte[], byte[]>> records) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(ClientSettings.producer(connection), bytes, bytes)) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                Future<RecordMetadata> written = producer.send(record);
                await(written, "tool-catalog cannot be written");
                LOG.info(
                        "event=catalog-{} tool={}",
                        record.value() == null ? "withdrawn" : "announced",
                        new String(record.key(), StandardCharsets.UTF_8));
            }
        }
    }

    private void await(Future<?> future, String otherwise) {
        try {
            future.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(otherwise + " (kafka.bootstrap.servers)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(otherwise, e);
        }
    }
}

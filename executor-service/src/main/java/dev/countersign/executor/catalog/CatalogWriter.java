package dev.countersign.executor.catalog;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes and writes records of {@code tool-catalog}, signed by the executor's own key. */
record CatalogWriter(CatalogSettings settings) {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogWriter.class);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(1);

    ProducerRecord<byte[], byte[]> offer(CatalogEntry entry) {
        byte[] value = JsonCodec.write(entry);
        Headers headers = headers(entry.name().value(), entry.digest().hex());
        EventHeaders.put(headers, EventHeaders.SIGNATURE, settings.key().sign(SignedKind.CATALOG_ENTRY, value));
        return record(entry.name().value(), value, headers);
    }

    ProducerRecord<byte[], byte[]> withdrawal(String tool) {
        Headers headers = headers(tool, "withdrawn");
        byte[] name = tool.getBytes(StandardCharsets.UTF_8);
        EventHeaders.put(headers, EventHeaders.SIGNATURE, settings.key().sign(SignedKind.CATALOG_WITHDRAWAL, name));
        return record(tool, null, headers);
    }

    private Headers headers(String tool, String version) {
        return EventHeaders.of(
                EventType.CATALOG_ENTRY,
                settings.executor() + "/" + tool + "/" + version,
                Party.EXECUTOR,
                settings.clock().instant(),
                tool);
    }

    private static ProducerRecord<byte[], byte[]> record(String tool, byte @Nullable [] value, Headers headers) {
        return new ProducerRecord<>(
                Topic.TOOL_CATALOG.topicName(), null, tool.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    /**
     * Writes records one after the other.
     *
     * @param written hears of each that the broker has acknowledged
     * @throws IllegalStateException if the broker does not answer in time
     */
    void write(
            Collection<ProducerRecord<byte[], byte[]>> records,
            BiConsumer<ProducerRecord<byte[], byte[]>, RecordMetadata> written) {
        if (records.isEmpty()) {
            return;
        }
        ByteArraySerializer bytes = new ByteArraySerializer();
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(ClientSettings.producer(settings.connection()), bytes, bytes);
        try {
            for (ProducerRecord<byte[], byte[]> record : records) {
                written.accept(
                        record, await(producer.send(record), settings.bound(), "tool-catalog cannot be written"));
                LOG.info(
                        "event=catalog-{} tool={}",
                        record.value() == null ? "withdrawn" : "announced",
                        new String(record.key(), StandardCharsets.UTF_8));
            }
        } finally {
            producer.close(CLOSE_BOUND);
        }
    }

    /** Waits for the broker. */
    static <T> T await(Future<T> future, Duration bound, String otherwise) {
        try {
            return future.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(otherwise + " (kafka.bootstrap.servers)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(otherwise, e);
        }
    }
}

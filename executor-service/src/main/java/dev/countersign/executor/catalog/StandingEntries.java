package dev.countersign.executor.catalog;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands on {@code tool-catalog}, by tool: what was read, and what this process has written since. */
final class StandingEntries {

    private static final Logger LOG = LoggerFactory.getLogger(StandingEntries.class);

    private final Map<String, Standing> byTool = new ConcurrentHashMap<>();

    /**
     * What stands under a name.
     *
     * @param owner the executor whose tool it is; empty where the name is free
     */
    record Standing(
            int partition, long offset, byte @Nullable [] value, Optional<String> signature, Optional<String> owner) {

        private static Standing of(int partition, long offset, byte @Nullable [] value, Headers headers) {
            return new Standing(
                    partition, offset, value, EventHeaders.text(headers, EventHeaders.SIGNATURE), owner(value, offset));
        }

        private static Optional<String> owner(byte @Nullable [] value, long offset) {
            if (value == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(JsonCodec.readOpen(value, CatalogEntry.class, JsonCodec.MAX_BYTES)
                        .executor());
            } catch (UnreadableException e) {
                // Nobody can honour it, so nobody owns the tool by it.
                LOG.warn("event=catalog-entry-unreadable offset={} reason=\"{}\"", offset, e.detail());
                return Optional.empty();
            }
        }

        /** Whether it says the same as this record. */
        boolean says(ProducerRecord<byte[], byte[]> record) {
            return Arrays.equals(value, record.value());
        }

        /** Whether it says the same, signed by the same key. */
        boolean is(ProducerRecord<byte[], byte[]> record) {
            return says(record) && signature.equals(EventHeaders.text(record.headers(), EventHeaders.SIGNATURE));
        }

        private boolean isBefore(Standing other) {
            return partition != other.partition || offset < other.offset;
        }
    }

    /** What was read. */
    void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null) {
            put(record.key(), Standing.of(record.partition(), record.offset(), record.value(), record.headers()));
        }
    }

    /** What was written and acknowledged; it may be read before or after. */
    void written(ProducerRecord<byte[], byte[]> record, RecordMetadata place) {
        put(record.key(), Standing.of(place.partition(), place.offset(), record.value(), record.headers()));
    }

    private void put(byte[] key, Standing standing) {
        byTool.merge(
                new String(key, StandardCharsets.UTF_8),
                standing,
                (before, now) -> before.isBefore(now) ? now : before);
    }

    /** Who owns a tool. */
    Optional<String> owner(String tool) {
        return Optional.ofNullable(byTool.get(tool)).flatMap(Standing::owner);
    }

    /** What stands under a name that is not free. */
    Optional<Standing> find(String tool) {
        return Optional.ofNullable(byTool.get(tool))
                .filter(standing -> standing.owner().isPresent());
    }

    /** The tools of an executor. */
    List<String> toolsOf(String executor) {
        return byTool.entrySet().stream()
                .filter(entry ->
                        entry.getValue().owner().filter(executor::equals).isPresent())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}

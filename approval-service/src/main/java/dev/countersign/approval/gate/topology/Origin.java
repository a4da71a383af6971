package dev.countersign.approval.gate.topology;

import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Where a record on {@code approval-commands} came in. What intake has taken goes there with its value as received; its
 * key, headers and position travel in headers, so that the core can still make the right dead letter of it.
 */
record Origin(DeadLetter.Position position, byte @Nullable [] key, Headers headers) {

    private static final String PREFIX = "countersign-origin-";
    private static final String TOPIC = PREFIX + "topic";
    private static final String PARTITION = PREFIX + "partition";
    private static final String OFFSET = PREFIX + "offset";
    private static final String TIMESTAMP = PREFIX + "timestamp";
    private static final String KEY = PREFIX + "key";
    private static final int MAX_BYTES = 64 * 1024;

    /** The headers that tell the core. */
    Headers toHeaders() {
        RecordHeaders told = new RecordHeaders();
        int bytes = 0;
        for (Header header : headers) {
            bytes += header.key().getBytes(StandardCharsets.UTF_8).length
                    + (header.value() == null ? 0 : header.value().length);
            if (bytes <= MAX_BYTES && !header.key().startsWith(PREFIX)) {
                told.add(header);
            }
        }
        // The core reads the value by its type, as intake did: it comes along, whatever else is in the way.
        EventHeaders.text(headers, EventHeaders.TYPE)
                .ifPresent(type -> EventHeaders.put(told, EventHeaders.TYPE, type));
        EventHeaders.put(told, TOPIC, position.topic().name());
        EventHeaders.put(told, PARTITION, Integer.toString(position.partition()));
        EventHeaders.put(told, OFFSET, Long.toString(position.offset()));
        EventHeaders.put(told, TIMESTAMP, Long.toString(position.timestamp()));
        if (key != null) {
            told.add(KEY, key.length > MAX_BYTES ? Arrays.copyOf(key, MAX_BYTES) : key);
        }
        return told;
    }

    /** Where a record of the core's source came in: at intake, or straight from the edge. */
    static Origin of(Record<byte[], byte[]> record, DeadLetter.Position here) throws UnreadableException {
        Optional<String> topic = EventHeaders.text(record.headers(), TOPIC);
        if (topic.isEmpty()) {
            return new Origin(here, record.key(), record.headers());
        }
        try {
            return told(record, topic.get());
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "it does not say where it came in");
        }
    }

    private static Origin told(Record<byte[], byte[]> record, String topic) {
        RecordHeaders original = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(PREFIX)) {
                original.add(header);
            }
        }
        DeadLetter.Position position = new DeadLetter.Position(
                takenIn(Topic.valueOf(topic)),
                Integer.parseInt(text(record, PARTITION)),
                Long.parseLong(text(record, OFFSET)),
                Long.parseLong(text(record, TIMESTAMP)));
        Header key = record.headers().lastHeader(KEY);
        return new Origin(position, key == null ? null : key.value(), original);
    }

    private static Topic takenIn(Topic topic) {
        if (!GateTopology.TAKEN_IN.contains(topic)) {
            throw new IllegalArgumentException("the gate takes in nothing from " + topic.topicName());
        }
        return topic;
    }

    private static String text(Record<byte[], byte[]> record, String header) {
        return EventHeaders.text(record.headers(), header)
                .orElseThrow(() -> new IllegalArgumentException("header " + header + " is missing"));
    }

    DeadLetter deadLetter(byte @Nullable [] value, String reason) {
        return DeadLetter.of(position, key, value, headers, reason);
    }
}

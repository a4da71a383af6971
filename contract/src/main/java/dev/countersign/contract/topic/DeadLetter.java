package dev.countersign.contract.topic;

import dev.countersign.contract.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be accepted, as it goes to its topic's dead-letter topic: key and value as received, the
 * original headers, and headers that say why and where from. A value beyond {@value #MAX_VALUE_BYTES} bytes is cut to
 * its first 64 KiB, and its digest and length stand in headers.
 *
 * @param topic the name of the dead-letter topic
 */
public record DeadLetter(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    public static final String REASON = "countersign-dlq-reason";
    public static final String TOPIC = "countersign-dlq-topic";
    public static final String PARTITION = "countersign-dlq-partition";
    public static final String OFFSET = "countersign-dlq-offset";
    public static final String TIMESTAMP = "countersign-dlq-timestamp";
    public static final String VALUE_DIGEST = "countersign-dlq-value-digest";
    public static final String VALUE_BYTES = "countersign-dlq-value-bytes";

    private static final int MAX_VALUE_BYTES = Topic.MAX_OPEN_BYTES;
    private static final int CUT_BYTES = 64 * 1024;
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    /**
     * Where a record stood.
     *
     * @param timestamp the broker's append time in epoch milliseconds
     */
    public record Position(Topic topic, int partition, long offset, long timestamp) {}

    /**
     * The dead letter of a record.
     *
     * @param reason one plain sentence, without the record's content
     */
    public static DeadLetter of(
            Position position, byte @Nullable [] key, byte @Nullable [] value, Headers original, String reason) {
        RecordHeaders headers = new RecordHeaders();
        copy(original, headers);
        EventHeaders.put(headers, REASON, reason);
        EventHeaders.put(headers, TOPIC, position.topic().topicName());
        EventHeaders.put(headers, PARTITION, Integer.toString(position.partition()));
        EventHeaders.put(headers, OFFSET, Long.toString(position.offset()));
        EventHeaders.put(headers, TIMESTAMP, Long.toString(position.timestamp()));
        return new DeadLetter(position.topic().deadLetters(), cut(key), cutValue(value, headers), headers);
    }

    private static void copy(Headers original, RecordHeaders headers) {
        int bytes = 0;
        for (Header header : original) {
            int size = header.value() == null ? 0 : header.value().length;
            bytes += header.key().getBytes(StandardCharsets.UTF_8).length + size;
            if (bytes > MAX_HEADER_BYTES) {
                return;
            }
            headers.add(header);
        }
    }

    private static byte @Nullable [] cutValue(byte @Nullable [] value, RecordHeaders headers) {
        if (value == null || value.length <= MAX_VALUE_BYTES) {
            return value;
        }
        EventHeaders.put(headers, VALUE_DIGEST, Digest.of(value).value());
        EventHeaders.put(headers, VALUE_BYTES, Integer.toString(value.length));
        return Arrays.copyOf(value, CUT_BYTES);
    }

    private static byte @Nullable [] cut(byte @Nullable [] key) {
        return key == null || key.length <= CUT_BYTES ? key : Arrays.copyOf(key, CUT_BYTES);
    }
}

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
 * its first 64 KiB, and its digest and length stand in headers; a key is cut to 64 KiB, and original headers that do not
 * fit in 64 KiB together are left out.
 *
 * @param topic the name of the dead-letter topic
 */
public record DeadLetter(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    private static final String PREFIX = "countersign-dlq-";

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
    private static final int MAX_REASON_LENGTH = 1_000;

    /**
     * Where a record stood.
     *
     * @param timestamp the broker's append time in epoch milliseconds
     */
    public record Position(Topic topic, int partition, long offset, long timestamp) {}

    /**
     * The dead letter of a record.
     *
     * @param reason one plain sentence, without the record's content; cut to 1,000 characters
     */
    public static DeadLetter of(
            Position position, byte @Nullable [] key, byte @Nullable [] value, Headers original, String reason) {
        RecordHeaders headers = new RecordHeaders();
        copy(original, headers);
        EventHeaders.put(headers, REASON, cutReason(reason));
        EventHeaders.put(headers, TOPIC, position.topic().topicName());
        EventHeaders.put(headers, PARTITION, Integer.toString(position.partition()));
        EventHeaders.put(headers, OFFSET, Long.toString(position.offset()));
        EventHeaders.put(headers, TIMESTAMP, Long.toString(position.timestamp()));
        return new DeadLetter(position.topic().deadLetters(), cut(key), cutValue(value, headers), headers);
    }

    /** An earlier dead letter's headers do not come along: a record that was put back tells of its last place only. */
    private static void copy(Headers original, RecordHeaders headers) {
        int room = MAX_HEADER_BYTES;
        for (Header header : original) {
            int size = bytes(header);
            if (size <= room && !header.key().startsWith(PREFIX)) {
                headers.add(header);
                room -= size;
            }
        }
    }

    private static int bytes(Header header) {
        int value = header.value() == null ? 0 : header.value().length;
        return header.key().getBytes(StandardCharsets.UTF_8).length + value;
    }

    private static String cutReason(String reason) {
        return reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH) + "…";
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

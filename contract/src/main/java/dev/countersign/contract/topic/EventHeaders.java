package dev.countersign.contract.topic;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Record metadata: CloudEvents 1.0 in Kafka's binary mode (names with {@code ce_}), the W3C trace context, and the
 * detached signature.
 */
public final class EventHeaders {
    /** The detached JWS over the exact value bytes, on {@code approved-calls} and {@code tool-catalog}. */
    public static final String SIGNATURE = "countersign-signature";

    public static final String TYPE = "ce_type";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TIME = "ce_time";
    public static final String SUBJECT = "ce_subject";
    public static final String TRACEPARENT = "traceparent";

    private static final String SPEC_VERSION = "ce_specversion";
    private static final String CONTENT_TYPE = "content-type";
    private static final Pattern TRACE_FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private EventHeaders() {}

    /**
     * The headers of an event.
     *
     * @param id unique for the source; a repeat of the same event has the same id
     * @param source the service that speaks
     * @param subject what it is about: a conversation's id or {@code conversationId/callId}
     */
    public static Headers of(EventType type, String id, Party source, Instant time, String subject) {
        RecordHeaders headers = new RecordHeaders();
        put(headers, SPEC_VERSION, "1.0");
        put(headers, TYPE, type.typeName());
        put(headers, ID, id);
        put(headers, SOURCE, "/" + source.principal());
        put(headers, TIME, time.toString());
        put(headers, SUBJECT, subject);
        put(headers, CONTENT_TYPE, "application/json");
        return headers;
    }

    /** The headers of an event about one call, whose id is made of its type and the call. */
    public static Headers ofCall(EventType type, CallKey call, Party source, Instant time) {
        return of(type, type.typeName() + "/" + call, source, time, call.toString());
    }

    /** The headers of an event about a conversation. */
    public static Headers ofConversation(
            EventType type, String id, ConversationId conversation, Party source, Instant time) {
        return of(type, id, source, time, conversation.value());
    }

    /** Sets a header to one text value. */
    public static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The last value of a header, read as UTF-8; empty where it is missing. */
    public static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    /**
     * The trace context, where there is one. A value that is not of the form that W3C Trace Context gives it counts as
     * none: outsiders write it, and it would travel far.
     */
    public static Optional<String> trace(Headers headers) {
        return text(headers, TRACEPARENT)
                .filter(value -> TRACE_FORM.matcher(value).matches());
    }

    /** Copies the {@linkplain #trace trace context}, so that what follows belongs to the same trace. */
    public static void copyTrace(Headers from, Headers to) {
        trace(from).ifPresent(value -> put(to, TRACEPARENT, value));
    }
}

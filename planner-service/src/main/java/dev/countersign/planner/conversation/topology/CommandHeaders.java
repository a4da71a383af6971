package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.topic.DeadLetter.Position;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of {@code planner-commands}. The key is the conversation's id and the value is what was received, byte
 * for byte, so that a prompt the core refuses goes to the dead letters as it came; the headers say what it is.
 */
public final class CommandHeaders {
    private static final String COMMAND = "countersign-command";
    private static final String PROMPT_ID = "countersign-prompt-id";
    private static final String ORIGIN = "countersign-origin";
    private static final String ORIGIN_KEY = "countersign-origin-key";

    private static final int LONGEST_KEY = 1_024;

    private CommandHeaders() {}

    /** What a command is. */
    public enum Kind {
        /** The value is a prompt. */
        SUBMIT,
        /** The value is a tool's result. */
        TAKE_RESULT,
        /** The value is a model's reply. */
        HEAR_MODEL
    }

    static Headers submit(Headers received, PromptId promptId, Position origin, byte @Nullable [] key) {
        Headers headers = of(Kind.SUBMIT, received);
        EventHeaders.put(headers, PROMPT_ID, promptId.value());
        EventHeaders.put(
                headers, ORIGIN, "%d/%d/%d".formatted(origin.partition(), origin.offset(), origin.timestamp()));
        if (key != null && key.length <= LONGEST_KEY) {
            headers.add(ORIGIN_KEY, key);
        }
        return headers;
    }

    /** The headers of a command that follows from a record, in the same trace. */
    public static Headers of(Kind kind, Headers received) {
        Headers headers = trace(received);
        EventHeaders.put(headers, COMMAND, kind.name());
        return headers;
    }

    /** The trace context alone. */
    static Headers trace(Headers received) {
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.copyTrace(received, headers);
        return headers;
    }

    static Optional<Kind> kind(Headers headers) {
        return EventHeaders.text(headers, COMMAND).flatMap(CommandHeaders::kind);
    }

    private static Optional<Kind> kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /**
     * The prompt's id.
     *
     * @throws IllegalArgumentException if there is none
     */
    static PromptId promptId(Headers headers) {
        return new PromptId(EventHeaders.text(headers, PROMPT_ID)
                .orElseThrow(() -> new IllegalArgumentException("header " + PROMPT_ID + " is missing")));
    }

    /**
     * Where the prompt stood.
     *
     * @throws IllegalArgumentException if no header says it
     */
    static Position origin(Headers headers) {
        String[] parts = EventHeaders.text(headers, ORIGIN)
                .orElseThrow(() -> new IllegalArgumentException("header " + ORIGIN + " is missing"))
                .split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("header " + ORIGIN + " is not partition/offset/timestamp");
        }
        return new Position(
                Topic.PROMPTS, Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    static byte @Nullable [] originKey(Headers headers) {
        Header key = headers.lastHeader(ORIGIN_KEY);
        return key == null ? null : key.value();
    }
}

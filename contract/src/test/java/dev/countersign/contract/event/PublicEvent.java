package dev.countersign.contract.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The events of the public topics, each with its record, its schema and its example. */
public enum PublicEvent {
    PROMPT(Topic.PROMPTS, Prompt.class),
    TOOL_REQUEST(Topic.TOOL_REQUESTS, ToolRequest.class),
    TOOL_REQUEST_WITHDRAWN(Topic.TOOL_REQUESTS, ToolRequestWithdrawn.class),
    APPROVED_CALL(Topic.APPROVED_CALLS, ApprovedCall.class),
    REJECTED_CALL(Topic.REJECTED_CALLS, RejectedCall.class),
    TOOL_STARTED(Topic.TOOL_RESULTS, ToolStarted.class),
    TOOL_RESULT(Topic.TOOL_RESULTS, ToolResult.class),
    ANSWER(Topic.ANSWERS, Answer.class),
    CATALOG_ENTRY(Topic.TOOL_CATALOG, CatalogEntry.class),
    APPROVAL(Topic.APPROVALS, Approval.class);

    private static final ObjectMapper TREES = new ObjectMapper();

    private final Topic topic;
    private final Class<? extends Record> type;

    PublicEvent(Topic topic, Class<? extends Record> type) {
        this.topic = topic;
        this.type = type;
    }

    public Topic topic() {
        return topic;
    }

    public Class<? extends Record> type() {
        return type;
    }

    public EventType eventType() {
        return EventType.valueOf(name());
    }

    /** The event's name in file names: {@code tool-request}. */
    public String fileName() {
        return eventType().typeName().replace("dev.countersign.", "").replace(".v1", "");
    }

    public String schemaText() {
        return resource("/dev/countersign/contract/schema/" + fileName() + ".v1.json");
    }

    public JsonNode schemaTree() {
        return tree(schemaText());
    }

    public ArgumentsSchema schema() {
        try {
            return ArgumentsSchema.compile(CanonicalJson.parse(schemaText()));
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether unknown members are refused. */
    public boolean isClosed() {
        return switch (this) {
            case APPROVED_CALL, REJECTED_CALL, CATALOG_ENTRY -> true;
            case PROMPT, TOOL_REQUEST, TOOL_REQUEST_WITHDRAWN, TOOL_STARTED, TOOL_RESULT, ANSWER, APPROVAL -> false;
        };
    }

    /** The example, one line. */
    public String golden() {
        return resource("/golden/" + fileName() + ".json").strip();
    }

    public Record read(String json) throws UnreadableException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return isClosed() ? JsonCodec.read(bytes, type) : JsonCodec.readOpen(bytes, type, topic.maxValueBytes());
    }

    public static JsonNode tree(String json) {
        try {
            return TREES.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(PublicEvent.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

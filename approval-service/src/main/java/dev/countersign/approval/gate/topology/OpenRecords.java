package dev.countersign.approval.gate.topology;

import dev.countersign.approval.command.CommandRecord;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.Reasons;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolRequestWithdrawn;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.json.UnreadableException.Reason;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads what comes to the gate, by the topic on which it came in. */
final class OpenRecords {

    private static final int MAX_ORIGIN = 256;

    private OpenRecords() {}

    /** The command that a record means. */
    static GateCommand read(Topic topic, Headers headers, byte @Nullable [] value) throws UnreadableException {
        if (value == null) {
            throw new UnreadableException(Reason.WRONG_SHAPE, "the record has no value");
        }
        return switch (topic) {
            case TOOL_REQUESTS -> request(headers, value);
            case TOOL_RESULTS -> result(headers, value);
            case APPROVAL_COMMANDS -> CommandRecord.read(value);
            case PROMPTS,
                    APPROVED_CALLS,
                    REJECTED_CALLS,
                    ANSWERS,
                    TOOL_CATALOG,
                    APPROVALS,
                    PLANNER_COMMANDS,
                    PLANNER_MODEL_TURNS,
                    APPROVAL_OUTCOMES,
                    APPROVAL_CONTROLS,
                    EXECUTOR_LEDGER ->
                throw new IllegalStateException("the gate takes nothing from " + topic.topicName());
        };
    }

    private static GateCommand request(Headers headers, byte[] value) throws UnreadableException {
        Optional<String> type = EventHeaders.text(headers, EventHeaders.TYPE);
        if (type.filter(EventType.TOOL_REQUEST_WITHDRAWN.typeName()::equals).isPresent()) {
            ToolRequestWithdrawn withdrawn =
                    JsonCodec.readOpen(value, ToolRequestWithdrawn.class, Topic.TOOL_REQUESTS.maxValueBytes());
            return new GateCommand.GiveUp(withdrawn.conversationId(), withdrawn.callId(), withdrawn.reason());
        }
        requireType(type, EventType.TOOL_REQUEST);
        return new GateCommand.Propose(
                JsonCodec.readOpen(value, ToolRequest.class, Topic.TOOL_REQUESTS.maxValueBytes()),
                EventHeaders.text(headers, EventHeaders.SOURCE).map(source -> Reasons.cut(source, MAX_ORIGIN)));
    }

    private static GateCommand result(Headers headers, byte[] value) throws UnreadableException {
        Optional<String> type = EventHeaders.text(headers, EventHeaders.TYPE);
        if (type.filter(EventType.TOOL_STARTED.typeName()::equals).isPresent()) {
            return new GateCommand.ObserveStart(
                    JsonCodec.readOpen(value, ToolStarted.class, Topic.TOOL_RESULTS.maxValueBytes()));
        }
        requireType(type, EventType.TOOL_RESULT);
        return new GateCommand.Observe(JsonCodec.readOpen(value, ToolResult.class, Topic.TOOL_RESULTS.maxValueBytes()));
    }

    private static void requireType(Optional<String> type, EventType expected) throws UnreadableException {
        if (type.isPresent() && !type.get().equals(expected.typeName())) {
            throw new UnreadableException(Reason.WRONG_SHAPE, "its ce_type is none of this topic");
        }
    }
}

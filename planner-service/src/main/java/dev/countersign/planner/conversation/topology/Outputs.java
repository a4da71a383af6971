package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Party;
import dev.countersign.planner.conversation.ConversationEvent;
import dev.countersign.planner.conversation.ConversationEvent.CallClosed;
import dev.countersign.planner.conversation.ConversationEvent.Forgotten;
import dev.countersign.planner.conversation.ConversationEvent.Gone;
import dev.countersign.planner.conversation.ConversationEvent.ModelSpoke;
import dev.countersign.planner.conversation.ConversationEvent.PromptBegun;
import dev.countersign.planner.conversation.ConversationEvent.PromptEnded;
import dev.countersign.planner.conversation.ConversationEvent.PromptQueued;
import dev.countersign.planner.conversation.ConversationEvent.PromptRefusedRoom;
import dev.countersign.planner.conversation.ConversationEvent.TurnOpened;
import dev.countersign.planner.conversation.ModelRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** What the rest of the world is told of an event. */
final class Outputs {
    private Outputs() {}

    /** A record and where it goes. */
    record Output(String sink, Record<byte[], byte[]> record) {}

    static List<Output> of(ConversationId conversation, ConversationEvent event, Instant at, Headers trace) {
        return switch (event) {
            case TurnOpened opened ->
                List.of(output(
                        PlannerTopology.MODEL_TURNS_SINK,
                        conversation,
                        opened.request(),
                        at,
                        with(trace, modelTurn(opened.request(), at))));
            case ModelSpoke spoke ->
                spoke.requests().stream()
                        .map(request -> output(
                                PlannerTopology.TOOL_REQUESTS_SINK,
                                conversation,
                                request,
                                at,
                                with(trace, toolRequest(request, at))))
                        .toList();
            case PromptEnded ended -> List.of(answer(conversation, ended.answer(), at, trace));
            case PromptRefusedRoom refused -> List.of(answer(conversation, refused.answer(), at, trace));
            case PromptQueued queued -> List.of();
            case PromptBegun begun -> List.of();
            case CallClosed closed -> List.of();
            case Forgotten forgotten -> List.of();
            case Gone gone -> List.of();
        };
    }

    private static Output answer(ConversationId conversation, Answer answer, Instant at, Headers trace) {
        String id = EventType.ANSWER.typeName() + "/" + conversation + "/" + answer.promptId();
        Headers headers = EventHeaders.ofConversation(EventType.ANSWER, id, conversation, Party.PLANNER, at);
        return output(PlannerTopology.ANSWERS_SINK, conversation, answer, at, with(trace, headers));
    }

    private static Headers modelTurn(ModelRequest request, Instant at) {
        String id = EventType.MODEL_TURN.typeName() + "/" + request.conversationId() + "/" + request.turn();
        return EventHeaders.ofConversation(EventType.MODEL_TURN, id, request.conversationId(), Party.PLANNER, at);
    }

    private static Headers toolRequest(ToolRequest request, Instant at) {
        return EventHeaders.ofCall(EventType.TOOL_REQUEST, request.key(), Party.PLANNER, at);
    }

    private static Headers with(Headers trace, Headers headers) {
        Stream.of(trace.toArray()).forEach(headers::add);
        return headers;
    }

    private static Output output(String sink, ConversationId conversation, Object value, Instant at, Headers headers) {
        byte[] key = conversation.value().getBytes(StandardCharsets.UTF_8);
        return new Output(sink, new Record<>(key, JsonCodec.write(value), at.toEpochMilli(), headers));
    }
}

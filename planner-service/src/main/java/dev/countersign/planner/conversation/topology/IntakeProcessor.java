package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.Identifiers;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.DeadLetter.Position;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.PlannerMetrics;
import dev.countersign.planner.conversation.topology.CommandHeaders.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Reads an open topic and puts each readable record on {@code planner-commands} under its conversation; the rest goes
 * to the dead letters. What executors say of the calls that they start is for people, and is passed over. It keeps
 * nothing.
 */
final class IntakeProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    private final Topic topic;
    private final PlannerMetrics metrics;

    IntakeProcessor(Topic topic, PlannerMetrics metrics) {
        this.topic = topic;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (topic == Topic.TOOL_RESULTS && isOf(record.headers(), EventType.TOOL_STARTED)) {
            return;
        }
        Position position = Positions.of(topic, record, context());
        byte @Nullable [] value = record.value();
        try {
            if (value == null) {
                throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "the record has no value");
            }
            requireType(record.headers(), topic == Topic.PROMPTS ? EventType.PROMPT : EventType.TOOL_RESULT);
            forward(record, topic == Topic.PROMPTS ? prompt(record, position) : result(record));
        } catch (UnreadableException e) {
            metrics.deadLetter(topic, e.reason().name());
            DeadLetter letter = DeadLetter.of(position, record.key(), value, record.headers(), e.detail());
            context()
                    .forward(
                            DeadLetters.record(letter, record.timestamp()),
                            PlannerTopology.deadLetterSink("intake", topic));
        }
    }

    private void forward(Record<byte[], byte[]> record, Command command) {
        context()
                .forward(
                        new Record<>(
                                command.conversation().value().getBytes(StandardCharsets.UTF_8),
                                record.value(),
                                record.timestamp(),
                                command.headers()),
                        PlannerTopology.COMMANDS_SINK);
    }

    /** A bare record is taken for what the topic is for; one that says what it is must say that, in a version known here. */
    private static void requireType(Headers headers, EventType expected) throws UnreadableException {
        if (EventHeaders.text(headers, EventHeaders.TYPE).isPresent() && !isOf(headers, expected)) {
            throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "its ce_type is none of this topic");
        }
    }

    private static boolean isOf(Headers headers, EventType type) {
        return EventHeaders.text(headers, EventHeaders.TYPE)
                .filter(type.typeName()::equals)
                .isPresent();
    }

    private Command prompt(Record<byte[], byte[]> record, Position position) throws UnreadableException {
        Prompt prompt = JsonCodec.readOpen(record.value(), Prompt.class, topic.maxValueBytes());
        String derived = derived(position);
        ConversationId conversation = prompt.conversationId()
                .or(() -> keyAsId(record.key()))
                .orElseGet(() -> new ConversationId("c-" + derived));
        PromptId promptId = prompt.promptId().orElseGet(() -> new PromptId("p-" + derived));
        return new Command(conversation, CommandHeaders.submit(record.headers(), promptId, position, record.key()));
    }

    private Command result(Record<byte[], byte[]> record) throws UnreadableException {
        ToolResult result = JsonCodec.readOpen(record.value(), ToolResult.class, topic.maxValueBytes());
        return new Command(result.conversationId(), CommandHeaders.of(Kind.TAKE_RESULT, record.headers()));
    }

    /** The same for the same record, however often it is read. */
    private static String derived(Position at) {
        String where = "%s/%d/%d/%d".formatted(at.topic().topicName(), at.partition(), at.offset(), at.timestamp());
        return Digest.ofText(where).hex().substring(0, 32);
    }

    private static Optional<ConversationId> keyAsId(byte @Nullable [] key) {
        return Optional.ofNullable(key)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .filter(Identifiers::isValid)
                .map(ConversationId::new);
    }

    private record Command(ConversationId conversation, Headers headers) {}
}

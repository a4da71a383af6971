package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.json.UnreadableException.Reason;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.planner.conversation.Ask;
import dev.countersign.planner.conversation.ConversationCommand;
import dev.countersign.planner.conversation.ConversationCommand.HearModel;
import dev.countersign.planner.conversation.ConversationCommand.Submit;
import dev.countersign.planner.conversation.ConversationCommand.TakeRejection;
import dev.countersign.planner.conversation.ConversationCommand.TakeResult;
import dev.countersign.planner.conversation.ModelReply;
import dev.countersign.planner.conversation.PromptOptions;
import dev.countersign.planner.conversation.topology.CommandHeaders.Kind;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Record;

/** Reads what the core is told. */
final class CommandReader {
    private final PromptOptions defaults;

    CommandReader(PromptOptions defaults) {
        this.defaults = defaults;
    }

    /** A command and the conversation that it is for. */
    record Told(ConversationId conversation, ConversationCommand command) {}

    /** Reads a record of {@code planner-commands}. */
    Told command(Record<byte[], byte[]> record, int partition) throws UnreadableException {
        try {
            requireKeyAndValue(record);
            Kind kind = CommandHeaders.kind(record.headers())
                    .orElseThrow(() -> new UnreadableException(Reason.WRONG_SHAPE, "no header says what it is"));
            ConversationId conversation = new ConversationId(new String(record.key(), StandardCharsets.UTF_8));
            return placed(new Told(conversation, command(kind, record)), partition);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(Reason.WRONG_SHAPE, "key or headers are not those of a command");
        }
    }

    /** Reads a record of {@code rejected-calls}. */
    Told rejection(Record<byte[], byte[]> record, int partition) throws UnreadableException {
        requireKeyAndValue(record);
        RejectedCall rejected = JsonCodec.read(record.value(), RejectedCall.class);
        return placed(new Told(rejected.conversationId(), new TakeRejection(rejected)), partition);
    }

    private ConversationCommand command(Kind kind, Record<byte[], byte[]> record) throws UnreadableException {
        byte[] value = record.value();
        return switch (kind) {
            case SUBMIT -> submit(record);
            case TAKE_RESULT -> new TakeResult(JsonCodec.readOpen(value, ToolResult.class, JsonCodec.MAX_BYTES));
            case HEAR_MODEL -> new HearModel(JsonCodec.read(value, ModelReply.class));
        };
    }

    private Submit submit(Record<byte[], byte[]> record) throws UnreadableException {
        // Needed if the core refuses; a command that cannot be given back is no command.
        CommandHeaders.origin(record.headers());
        Prompt prompt = JsonCodec.readOpen(record.value(), Prompt.class, JsonCodec.MAX_BYTES);
        return new Submit(Ask.of(prompt, CommandHeaders.promptId(record.headers()), defaults));
    }

    /** A conversation lives in one partition; a record elsewhere would meet an empty state. */
    private static Told placed(Told told, int partition) throws UnreadableException {
        if (Partitions.of(told.conversation()) != partition) {
            throw new UnreadableException(
                    Reason.WRONG_SHAPE, "misplaced: the conversation belongs to another partition");
        }
        return told;
    }

    private static void requireKeyAndValue(Record<byte[], byte[]> record) throws UnreadableException {
        if (record.key() == null || record.value() == null) {
            throw new UnreadableException(Reason.WRONG_SHAPE, "the record has no key or no value");
        }
    }
}

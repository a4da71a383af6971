package dev.countersign.planner.conversation;

import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolResult;

/** What a conversation is told. */
public sealed interface ConversationCommand {
    /** Somebody asks. */
    record Submit(Ask ask) implements ConversationCommand {}

    /** The model has answered, or will not. */
    record HearModel(ModelReply reply) implements ConversationCommand {}

    /** A call was released and this became of it. */
    record TakeResult(ToolResult result) implements ConversationCommand {}

    /** A call will never run. */
    record TakeRejection(RejectedCall rejection) implements ConversationCommand {}

    /** Time has passed. */
    record PassTime() implements ConversationCommand {}
}

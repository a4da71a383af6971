package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.PromptId;
import java.util.List;

/** What happens in a conversation. */
public sealed interface ConversationEvent {
    /** A prompt waits for the running one. */
    record PromptQueued(Ask ask) implements ConversationEvent {}

    /** A prompt is taken up, from outside or as the first of the queue. */
    record PromptBegun(Ask ask) implements ConversationEvent {}

    /** The model is asked. */
    record TurnOpened(ModelRequest request) implements ConversationEvent {}

    /**
     * The model's message is taken.
     *
     * @param requests the calls of it that the gate is asked about, in the model's order
     */
    record ModelSpoke(Step step, List<ToolRequest> requests) implements ConversationEvent {
        public ModelSpoke {
            requests = List.copyOf(requests);
        }
    }

    /**
     * A call has its outcome.
     *
     * @param overflown whether what it carries had to be left out
     */
    record CallClosed(CallId callId, Outcome outcome, boolean overflown) implements ConversationEvent {}

    /** The running prompt has its answer. */
    record PromptEnded(Answer answer) implements ConversationEvent {}

    /** A prompt has its answer before it was begun: the conversation has no room for it. */
    record PromptRefusedRoom(PromptId promptId, Answer answer) implements ConversationEvent {}

    /** Everything is forgotten but that there was something. */
    record Forgotten() implements ConversationEvent {}

    /** That there was something is forgotten too. */
    record Gone() implements ConversationEvent {}
}

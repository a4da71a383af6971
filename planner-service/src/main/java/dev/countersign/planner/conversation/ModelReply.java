package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Answer.Tokens;
import dev.countersign.contract.id.TurnId;
import java.util.List;
import java.util.Optional;

/**
 * What came of asking the model in one turn: a message or, after all retries, a failure.
 *
 * @param failure what failed, in a sentence; there exactly when there is no message
 */
public record ModelReply(TurnId turn, Optional<Said> message, Optional<String> failure) {
    public ModelReply {
        if (message.isPresent() == failure.isPresent()) {
            throw new IllegalArgumentException("a reply is a message or a failure");
        }
    }

    /** The model's message. */
    public static ModelReply said(TurnId turn, Said message) {
        return new ModelReply(turn, Optional.of(message), Optional.empty());
    }

    /** No message. */
    public static ModelReply failed(TurnId turn, String failure) {
        return new ModelReply(turn, Optional.empty(), Optional.of(failure));
    }

    /**
     * A model's message.
     *
     * @param model the name by which the endpoint calls the model that answered
     */
    public record Said(Optional<String> text, List<ModelCall> calls, Tokens tokens, Optional<String> model) {
        public Said {
            calls = List.copyOf(calls);
            text = text.filter(words -> !words.isBlank());
        }

        /** Whether the message says nothing and asks for nothing. */
        public boolean saysNothing() {
            return text.isEmpty() && calls.isEmpty();
        }
    }
}

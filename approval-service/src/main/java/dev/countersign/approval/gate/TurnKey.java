package dev.countersign.approval.gate;

import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.TurnId;
import java.util.Optional;

/**
 * Names what is released together: a turn that the asker named, or a call that came without one and is a turn of its
 * own.
 *
 * @param turnId the asker's name for it; absent for a turn of one call
 * @param only the call that is its own turn; there exactly when {@code turnId} is not
 */
public record TurnKey(ConversationId conversationId, Optional<TurnId> turnId, Optional<CallId> only) {

    public TurnKey {
        if (turnId.isPresent() == only.isPresent()) {
            throw new IllegalArgumentException("a turn is named by its id, or by its only call");
        }
    }

    public static TurnKey of(ConversationId conversation, TurnId turn) {
        return new TurnKey(conversation, Optional.of(turn), Optional.empty());
    }

    /** The turn that a request belongs to. */
    public static TurnKey of(ToolRequest request) {
        return request.turn()
                .map(turn -> of(request.conversationId(), turn.id()))
                .orElseGet(() -> ofOnly(request.conversationId(), request.callId()));
    }

    public static TurnKey ofOnly(ConversationId conversation, CallId call) {
        return new TurnKey(conversation, Optional.empty(), Optional.of(call));
    }

    /** Unambiguous, since no id holds a slash. */
    @Override
    public String toString() {
        return turnId.map(turn -> conversationId + "/turn/" + turn)
                .orElseGet(() -> conversationId + "/call/" + only.orElseThrow());
    }

    /**
     * Reads the text form back.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static TurnKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a turn's key has three parts");
        }
        ConversationId conversation = new ConversationId(parts[0]);
        return switch (parts[1]) {
            case "turn" -> of(conversation, new TurnId(parts[2]));
            case "call" -> ofOnly(conversation, new CallId(parts[2]));
            default -> throw new IllegalArgumentException("a turn's key names a turn or a call");
        };
    }
}

package dev.countersign.e2e.chaos;

import dev.countersign.contract.event.Turn;
import java.util.Optional;

/**
 * One call of the load.
 *
 * @param ref    in its arguments and in no other call's
 * @param turn   its place among the calls of one model message
 * @param whole  whether its turn is released as a whole or not at all
 */
record PlannedCall(
        String conversation,
        String callId,
        Optional<Turn> turn,
        boolean whole,
        ChaosTool tool,
        Ruling ruling,
        String ref) {
    private static final String EDITED = "-edited";

    /** {@code conversationId/callId}. */
    String key() {
        return conversation + "/" + callId;
    }

    /** What the model proposes. */
    String proposed() {
        return tool.arguments(ref);
    }

    /** The reference that runs if it is approved. */
    String approvedRef() {
        return ruling == Ruling.EDIT ? ref + EDITED : ref;
    }

    /** What runs if it is approved. */
    String approved() {
        return tool.arguments(approvedRef());
    }

    /** The record's value on {@code tool-requests}. */
    String request() {
        String place = turn.map(found -> ",\"turn\":{\"id\":\"%s\",\"index\":%d,\"size\":%d},\"gate\":\"%s\""
                        .formatted(found.id().value(), found.index(), found.size(), whole ? "turn" : "call"))
                .orElse("");
        return "{\"conversationId\":\"%s\",\"callId\":\"%s\",\"tool\":\"%s\",\"arguments\":%s%s}"
                .formatted(conversation, callId, tool.toolName(), proposed(), place);
    }
}

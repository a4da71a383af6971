package dev.countersign.contract.event;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import java.time.Instant;
import java.util.Optional;

/**
 * A call that will never run, on {@code rejected-calls}.
 *
 * @param reason why
 * @param decidedBy whoever decided; absent where nobody did
 * @param decidedAt when the gate closed the call, by the broker's clock
 */
public record RejectedCall(
        CallId callId,
        ConversationId conversationId,
        Optional<PromptId> promptId,
        Optional<Turn> turn,
        ToolName tool,
        Reason reason,
        Optional<Decider> decidedBy,
        Instant decidedAt) {
    /** The identity of the call. */
    public CallKey key() {
        return new CallKey(conversationId, callId);
    }

    /**
     * Why a call will not run.
     *
     * @param message for the model and for people; for {@link Kind#ANSWERED} the answer itself
     * @param cause for {@link Kind#SIBLING_REJECTED}: what became of the call that took this one with it
     */
    public record Reason(Kind kind, Optional<String> message, Optional<Kind> cause) {
        public Reason {
            if (cause.isPresent() != (kind == Kind.SIBLING_REJECTED)) {
                throw new IllegalArgumentException("a cause is there exactly for SIBLING_REJECTED");
            }
            if (cause.filter(Kind.SIBLING_REJECTED::equals).isPresent()) {
                throw new IllegalArgumentException("a cause is the kind of the call that took the others with it");
            }
        }

        /** A reason of its own. */
        public static Reason of(Kind kind, String message) {
            return new Reason(kind, Optional.of(message), Optional.empty());
        }

        /** A call that goes with another of its turn. */
        public static Reason sibling(Kind cause) {
            return new Reason(Kind.SIBLING_REJECTED, Optional.empty(), Optional.of(cause));
        }

        /** The kind that decides how the prompt goes on: a sibling's is its cause's. */
        public Kind effectiveKind() {
            return cause.orElse(kind);
        }
    }

    /** The ways in which a call ends without running. */
    public enum Kind {
        /** A person said no. */
        REJECTED,
        /** Policy said no, or the same call was refused before. */
        DENIED,
        /** Nobody decided in time. */
        EXPIRED,
        /** The asker gave up. */
        WITHDRAWN,
        /** Unknown tool, arguments that fail its schema, or a broken turn. */
        INVALID,
        /** A person answered in the tool's place. */
        ANSWERED,
        /** Another call of the turn was not approved. */
        SIBLING_REJECTED
    }
}

package dev.countersign.contract.event;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.PromptId;
import java.time.Instant;
import java.util.Optional;

/**
 * That the same call, tool and arguments, was refused before in its conversation.
 *
 * @param callId the call that was refused
 * @param promptId its prompt
 * @param kind {@link RejectedCall.Kind#REJECTED} or {@link RejectedCall.Kind#DENIED}
 * @param message why
 * @param decidedBy who refused it; absent where the gate did
 * @param at when
 */
public record PastRefusal(
        CallId callId,
        Optional<PromptId> promptId,
        RejectedCall.Kind kind,
        Optional<String> message,
        Optional<Decider> decidedBy,
        Instant at) {
    public PastRefusal {
        if (kind != RejectedCall.Kind.REJECTED && kind != RejectedCall.Kind.DENIED) {
            throw new IllegalArgumentException("a refusal is REJECTED or DENIED");
        }
    }
}

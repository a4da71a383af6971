package dev.countersign.approval.inbox;

import dev.countersign.approval.gate.Standing;
import dev.countersign.contract.id.ConversationId;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a decision.
 *
 * @param outcome {@code accepted}, or {@code pending} while the gate has not spoken
 * @param calls every call that the decision named, as it stands after it
 */
@Schema(description = "What the gate made of a decision")
record Decided(
        ConversationId conversationId,

        @Schema(enumeration = {"accepted", "pending"}) String outcome,

        List<Standing> calls) {
    static final String ACCEPTED = "accepted";
    static final String PENDING = "pending";

    Decided {
        calls = List.copyOf(calls);
    }
}

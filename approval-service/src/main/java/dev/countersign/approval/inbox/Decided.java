package dev.countersign.approval.inbox;

import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.Standing;
import dev.countersign.contract.id.ConversationId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to what a person told the gate.
 *
 * @param outcome {@code accepted}, or {@code pending} while the gate has not spoken
 * @param calls every call that was named, as it stands after it
 * @param grant the id of the grant that was made with it
 * @param missing the partitions in which that grant does not hold, or not yet
 */
@Schema(description = "What the gate made of it")
record Decided(
        ConversationId conversationId,

        @Schema(enumeration = {"accepted", "pending"}) String outcome,

        List<Standing> calls,

        @Schema(description = "Id of the grant that was made with the decision; /api/grants says where it holds")
        Optional<String> grant,

        @Schema(description = "Partitions of the gate in which the grant does not hold, or not yet; with a grant alone")
        Optional<SortedSet<Integer>> missing) {
    private static final String ACCEPTED = "accepted";
    private static final String PENDING = "pending";

    Decided {
        calls = List.copyOf(calls);
    }

    static Decided of(GateOutcome.Accepted accepted, Optional<SortedSet<Integer>> missing) {
        return new Decided(accepted.conversationId(), ACCEPTED, accepted.calls(), accepted.grant(), missing);
    }

    static Decided pending(ConversationId conversation) {
        return new Decided(conversation, PENDING, List.of(), Optional.empty(), Optional.empty());
    }
}

package dev.countersign.approval.gate;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a call stands as far as people decided; what its executor made of it is not looked at.
 *
 * @param status {@code PENDING}, {@code CLAIMED}, {@code APPROVED}, or how it was closed
 * @param argumentsDigest what a decision has to carry now
 * @param toolDigest what a decision has to carry now; absent for an unknown tool
 * @param votes approvals while it is pending, or those it was released on
 * @param needed how many people have to approve while it is pending, else 0
 * @param decidedBy whoever decided; absent while pending and where nobody did
 * @param decidedAt when it was released or closed
 * @param reason why it will not run; there exactly when it was closed
 * @param settledBy who said what became of it, where its result is unknown
 */
public record Standing(
        CallId callId,
        Approval.Status status,
        Digest argumentsDigest,
        Optional<Digest> toolDigest,
        List<Decider> votes,
        int needed,
        Optional<Decider> decidedBy,
        Optional<Instant> decidedAt,
        Optional<RejectedCall.Reason> reason,
        Optional<Decider> settledBy) {

    public Standing {
        votes = List.copyOf(votes);
    }
}

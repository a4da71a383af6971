package dev.countersign.contract.event;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The present state of one call as people see it, on the compacted topic {@code approvals} under
 * {@code conversationId/callId}: what the inbox shows, what notifiers and auditors read.
 *
 * @param description the tool's, as the catalogue had it when the call came; absent for an unknown tool
 * @param arguments what runs if it is approved, canonical: as proposed, or as a person changed them
 * @param argumentsDigest what a vote on the arguments carries
 * @param originalArguments what the model proposed; there exactly when a person changed the arguments
 * @param editedBy who changed them last
 * @param toolDigest what a vote on the tool carries; absent for an unknown tool
 * @param annotations the tool's behaviour hints; absent for an unknown tool
 * @param status where the call stands
 * @param requester who asked; claimed unless {@code requesterProven}
 * @param requesterProven whether the requester was proven to the gate
 * @param rule the rule of the policy that holds or decided it
 * @param policyVersion digest of the policy
 * @param heldBecause why a person is asked, in a sentence
 * @param hold on whom it waits, or waited
 * @param evaluation what the gate went by when it came
 * @param refusedBefore that the same call was refused before
 * @param requestedAt when the broker took the request
 * @param expiresAt when it expires if it is not released before
 * @param votes approvals so far, in the order in which they came
 * @param claim who looks at it
 * @param comments what people said about it, in the order in which they came
 * @param nudges when people were told of it
 * @param siblings the other calls of the turn that have come so far
 * @param reason why it will not run; there exactly for the states that say so
 * @param decidedBy whoever decided; absent while pending and where nobody did
 * @param decidedAt when the gate closed or released it
 * @param notAfter the last instant at which an approved call may be started
 * @param startedAt when its executor said that it starts it, by the executor's clock
 * @param result what the executor reported, or the gate where nobody did
 * @param lateResult a result that came too late to be the outcome
 * @param settlement what an operator found out about a result that is {@code UNKNOWN}; the model is not told
 */
public record Approval(
        CallId callId,
        ConversationId conversationId,
        Optional<PromptId> promptId,
        Optional<Turn> turn,
        GateMode gate,
        ToolName tool,
        Optional<String> description,
        Optional<CatalogEntry.Annotations> annotations,
        CanonicalJson arguments,
        Digest argumentsDigest,
        Optional<CanonicalJson> originalArguments,
        Optional<Decider> editedBy,
        Optional<Digest> toolDigest,
        Status status,
        Optional<String> requester,
        boolean requesterProven,
        Optional<String> prompt,
        Optional<String> model,
        String rule,
        Digest policyVersion,
        Optional<String> heldBecause,
        Optional<Hold> hold,
        Evaluation evaluation,
        Optional<PastRefusal> refusedBefore,
        Instant requestedAt,
        Instant expiresAt,
        List<Decider> votes,
        Optional<Claim> claim,
        List<Comment> comments,
        List<Nudge> nudges,
        List<CallId> siblings,
        Optional<RejectedCall.Reason> reason,
        Optional<Decider> decidedBy,
        Optional<Instant> decidedAt,
        Optional<Instant> notAfter,
        Optional<Instant> startedAt,
        Optional<ToolResult> result,
        Optional<ToolResult> lateResult,
        Optional<Settlement> settlement) {
    public Approval {
        votes = List.copyOf(votes);
        comments = List.copyOf(comments);
        nudges = List.copyOf(nudges);
        siblings = List.copyOf(siblings);
    }

    /** The identity of the call. */
    public CallKey key() {
        return new CallKey(conversationId, callId);
    }

    /** Whether nobody can tell what became of it, and nobody has found out. */
    public boolean needsSettlement() {
        return status == Status.UNKNOWN && settlement.isEmpty();
    }

    /** Where a call stands. */
    public enum Status {
        /** Waits for a person, or is approved and waits for the rest of its turn (it has votes then). */
        PENDING,
        /** Pending, and somebody looks at it. */
        CLAIMED,
        /** Released to its executor; no result yet. */
        APPROVED,
        /** Its executor has said that it starts it; no result yet. */
        RUNNING,
        SUCCEEDED,
        FAILED,
        REFUSED,
        UNKNOWN,
        REJECTED,
        DENIED,
        EXPIRED,
        WITHDRAWN,
        INVALID,
        ANSWERED,
        SIBLING_REJECTED;

        /** Whether a person can still decide. */
        public boolean isPending() {
            return this == PENDING || this == CLAIMED;
        }
    }
}

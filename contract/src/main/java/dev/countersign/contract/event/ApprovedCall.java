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
 * A call that may run, exactly as it stands here, on {@code approved-calls}; its bytes are signed by approval-service.
 *
 * @param arguments what runs
 * @param argumentsDigest of {@code arguments}; refused where it does not match
 * @param edited whether a person changed the arguments
 * @param originalArguments what the model proposed; there exactly when {@code edited}
 * @param executor the only executor that may run it
 * @param toolDigest the catalogue entry that the decision was made on
 * @param approvedBy whoever approved, at least one
 * @param rule the rule of the policy that held or approved it
 * @param policyVersion digest of the policy
 * @param decidedAt when the last approval was taken
 * @param notAfter the last instant at which it may be started first
 */
public record ApprovedCall(
        CallId callId,
        ConversationId conversationId,
        Optional<PromptId> promptId,
        Optional<Turn> turn,
        ToolName tool,
        CanonicalJson arguments,
        Digest argumentsDigest,
        boolean edited,
        Optional<CanonicalJson> originalArguments,
        String executor,
        Digest toolDigest,
        List<Decider> approvedBy,
        String rule,
        Digest policyVersion,
        Instant decidedAt,
        Instant notAfter) {
    public ApprovedCall {
        ToolRequest.requireArguments(arguments);
        if (!arguments.digest().equals(argumentsDigest)) {
            throw new IllegalArgumentException("argumentsDigest is not the digest of the arguments");
        }
        if (edited != originalArguments.isPresent()) {
            throw new IllegalArgumentException("originalArguments are there exactly when the call was edited");
        }
        originalArguments.ifPresent(ToolRequest::requireArguments);
        Texts.requireName("executor", executor);
        Texts.requireText("rule", rule);
        approvedBy = List.copyOf(approvedBy);
        if (approvedBy.isEmpty()) {
            throw new IllegalArgumentException("approvedBy names nobody");
        }
        if (notAfter.isBefore(decidedAt)) {
            throw new IllegalArgumentException("notAfter lies before decidedAt");
        }
    }

    /** The identity of the call. */
    public CallKey key() {
        return new CallKey(conversationId, callId);
    }
}

package dev.countersign.executor.ledger;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * All that it takes to run an approved call, or to report on it, without its record on {@code approved-calls}.
 *
 * @param arguments what runs
 * @param proposed digest of what the model proposed; there exactly when a person changed the arguments
 * @param toolDigest the catalogue entry that the decision was made on
 * @param notAfter the last instant at which it may be started first
 * @param traceparent W3C trace context of the approved record
 */
public record LedgerCall(
        ConversationId conversationId,
        CallId callId,
        Optional<Turn> turn,
        ToolName tool,
        CanonicalJson arguments,
        Optional<Digest> proposed,
        Digest toolDigest,
        Instant notAfter,
        Optional<String> traceparent) {

    /** What the ledger keeps of a verified record. */
    public static LedgerCall of(ApprovedCall call, Optional<String> traceparent) {
        return new LedgerCall(
                call.conversationId(),
                call.callId(),
                call.turn(),
                call.tool(),
                call.arguments(),
                call.originalArguments().map(CanonicalJson::digest),
                call.toolDigest(),
                call.notAfter(),
                traceparent);
    }

    /** What a result has to say of the arguments: what ran, where it is not what the model proposed. */
    Optional<CanonicalJson> editedArguments() {
        return proposed.map(other -> arguments);
    }

    /** The identity of the call; also its idempotency key. */
    public CallKey key() {
        return new CallKey(conversationId, callId);
    }
}

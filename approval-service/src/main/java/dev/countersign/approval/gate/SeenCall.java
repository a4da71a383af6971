package dev.countersign.approval.gate;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.Digest;

/**
 * A call as the voter was shown it. A decision on anything else than what the gate holds is refused.
 *
 * @param argumentsDigest of the arguments that were shown
 * @param toolDigest of the catalogue entry that was shown
 */
public record SeenCall(CallId callId, Digest argumentsDigest, Digest toolDigest) {}

package dev.countersign.approval.policy;

import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.json.Digest;

/**
 * What needs a person. A call that no rule matches is held, and so far there are no rules.
 *
 * @param version digest of the file's bytes
 */
public record Policy(Digest version) {

    /** The name of what holds where no rule matches. */
    public static final String DEFAULT_RULE = "default";

    /** What the policy says about a call. */
    public PolicyVerdict verdict(ToolRequest request) {
        return new PolicyVerdict.Hold(DEFAULT_RULE, version, "no rule lets this call run by itself");
    }
}

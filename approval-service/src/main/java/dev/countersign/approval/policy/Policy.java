package dev.countersign.approval.policy;

import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.contract.json.Digest;
import java.util.Optional;

/**
 * What needs a person. A call that no rule matches is held, and so far there are no rules.
 *
 * @param version digest of the file's bytes
 */
public record Policy(Digest version) {

    /** The name of what holds where no rule matches. */
    public static final String DEFAULT_RULE = "default";

    private static final HoldTerms ANYONE = new HoldTerms(
            HoldTerms.DEFAULT.groups(),
            1,
            false,
            HoldTerms.DEFAULT.verbs(),
            Optional.empty(),
            Optional.empty(),
            HoldTerms.DEFAULT.reminders(),
            Optional.empty(),
            Optional.empty(),
            HoldTerms.DEFAULT.priority(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** What the policy says about a call. */
    public PolicyVerdict verdict(PolicyQuestion question) {
        return new PolicyVerdict.Hold(
                DEFAULT_RULE, version, ANYONE, "no rule lets this call run by itself", Optional.empty());
    }
}

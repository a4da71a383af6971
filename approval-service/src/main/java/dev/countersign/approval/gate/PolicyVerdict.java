package dev.countersign.approval.gate;

import dev.countersign.contract.json.Digest;

/** What the policy says about a call that comes. */
public sealed interface PolicyVerdict {

    /** The rule that says so. */
    String rule();

    /** The policy that it stands in. */
    Digest policyVersion();

    /** A person decides. */
    record Hold(String rule, Digest policyVersion, String because) implements PolicyVerdict {}
}

package dev.countersign.approval.gate;

import dev.countersign.contract.json.Digest;
import java.util.Optional;

/** What the policy says about a call. */
public sealed interface PolicyVerdict {

    /** The rule that says so. */
    String rule();

    /** The policy that it stands in. */
    Digest policyVersion();

    /**
     * It runs without a person.
     *
     * @param ifHeld what is asked of people where something else holds it
     */
    record Approve(String rule, Digest policyVersion, HoldTerms ifHeld) implements PolicyVerdict {}

    /** It does not run. */
    record Deny(String rule, Digest policyVersion, String message) implements PolicyVerdict {}

    /**
     * A person decides.
     *
     * @param because why a person is asked, in a sentence
     * @param error what kept a condition from being evaluated, where that is why
     */
    record Hold(String rule, Digest policyVersion, HoldTerms terms, String because, Optional<String> error)
            implements PolicyVerdict {}
}

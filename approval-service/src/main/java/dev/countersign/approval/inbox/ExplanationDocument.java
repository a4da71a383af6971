package dev.countersign.approval.inbox;

import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.approval.policy.Explanation;
import dev.countersign.contract.json.Digest;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why the policy says what it says about a call, rule by rule. */
@Schema(name = "Explanation", description = "What the policy that holds now says about a call, rule by rule")
record ExplanationDocument(
        Digest policyVersion,

        @Schema(description = "In the file's order; the first that matches decides")
        List<Step> rules,

        Verdict verdict) {
    ExplanationDocument {
        rules = List.copyOf(rules);
    }

    /** What one rule found. */
    @Schema(name = "ExplanationStep", description = "What one rule found")
    record Step(
            String rule,

            @Schema(
                    enumeration = {
                        "matched",
                        "condition-true",
                        "condition-false",
                        "condition-error",
                        "not-about",
                        "not-reached"
                    })
            String finding,

            @Schema(description = "The matcher that does not match, named as in the file")
            Optional<String> matcher,

            @Schema(description = "In a sentence, where there is more to say")
            Optional<String> because) {
        static Step of(Explanation.Step step) {
            return switch (step.finding()) {
                case Explanation.Matched() -> plain(step, "matched");
                case Explanation.ConditionTrue() -> plain(step, "condition-true");
                case Explanation.ConditionFalse() -> plain(step, "condition-false");
                case Explanation.NotReached() -> plain(step, "not-reached");
                case Explanation.ConditionError(String why) ->
                    new Step(step.rule(), "condition-error", Optional.empty(), Optional.of(why));
                case Explanation.NotAbout(String matcher, String because) ->
                    new Step(step.rule(), "not-about", Optional.of(matcher), Optional.of(because));
            };
        }

        private static Step plain(Explanation.Step step, String finding) {
            return new Step(step.rule(), finding, Optional.empty(), Optional.empty());
        }
    }

    /** What came of it. */
    @Schema(name = "ExplainedVerdict", description = "What came of it")
    record Verdict(
            @Schema(enumeration = {"approve", "deny", "hold"})
            String effect,

            @Schema(description = "The rule that decides; `default` where none matches")
            String rule,

            @Schema(description = "Why a person is asked, or what the model is told")
            Optional<String> because,

            @Schema(description = "What kept a condition from being evaluated")
            Optional<String> error,

            @Schema(implementation = Object.class, description = "What is asked of people; there exactly for hold")
            Optional<HoldTerms> terms) {
        static Verdict of(PolicyVerdict verdict) {
            return switch (verdict) {
                case PolicyVerdict.Approve approve ->
                    new Verdict("approve", approve.rule(), Optional.empty(), Optional.empty(), Optional.empty());
                case PolicyVerdict.Deny deny ->
                    new Verdict("deny", deny.rule(), Optional.of(deny.message()), Optional.empty(), Optional.empty());
                case PolicyVerdict.Hold hold ->
                    new Verdict(
                            "hold", hold.rule(), Optional.of(hold.because()), hold.error(), Optional.of(hold.terms()));
            };
        }
    }

    static ExplanationDocument of(Explanation explanation) {
        return new ExplanationDocument(
                explanation.verdict().policyVersion(),
                explanation.steps().stream().map(Step::of).toList(),
                Verdict.of(explanation.verdict()));
    }
}

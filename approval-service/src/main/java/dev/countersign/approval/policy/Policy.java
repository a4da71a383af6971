package dev.countersign.approval.policy;

import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.approval.gate.Reasons;
import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What needs a person: ordered rules, of which the first that matches decides. A call that none matches is held, and so
 * is one on which a rule cannot be evaluated. Immutable, and safe for use by any thread.
 */
public final class Policy {

    /** The name of what holds where no rule matches. */
    public static final String DEFAULT_RULE = "default";

    private static final String BECAUSE_NO_RULE = "no rule lets this call run by itself";

    private final Digest version;
    private final String text;
    private final HoldTerms defaults;
    private final List<Rule> rules;

    Policy(Digest version, String text, HoldTerms defaults, List<Rule> rules) {
        this.version = version;
        this.text = text;
        this.defaults = defaults;
        this.rules = List.copyOf(rules);
    }

    /** The digest of the file's bytes. */
    public Digest version() {
        return version;
    }

    /** The file. */
    public String text() {
        return text;
    }

    /** What holds a call that no rule matches, or on which a rule that approves or denies cannot be evaluated. */
    public HoldTerms defaults() {
        return defaults;
    }

    /** In the file's order. */
    public List<PolicyRule> rules() {
        return rules.stream().map(Rule::shown).toList();
    }

    /** What the policy says about a call. */
    public PolicyVerdict verdict(PolicyQuestion question) {
        for (Rule rule : rules) {
            Explanation.Finding finding = rule.finding(question);
            if (finding.ends()) {
                return verdict(rule, finding);
            }
        }
        return byDefault();
    }

    /** The same, rule by rule. */
    public Explanation explain(PolicyQuestion question) {
        List<Explanation.Step> steps = new ArrayList<>();
        Optional<PolicyVerdict> verdict = Optional.empty();
        for (Rule rule : rules) {
            Explanation.Finding finding = verdict.isPresent() ? new Explanation.NotReached() : rule.finding(question);
            steps.add(new Explanation.Step(rule.name(), finding));
            if (finding.ends()) {
                verdict = Optional.of(verdict(rule, finding));
            }
        }
        return new Explanation(steps, verdict.orElseGet(this::byDefault));
    }

    private PolicyVerdict byDefault() {
        return new PolicyVerdict.Hold(DEFAULT_RULE, version, defaults, BECAUSE_NO_RULE, Optional.empty());
    }

    private PolicyVerdict verdict(Rule rule, Explanation.Finding finding) {
        if (finding instanceof Explanation.ConditionError(String why)) {
            return unclear(rule, why);
        }
        return switch (rule.effect()) {
            case Effect.Approve(Optional<Duration> validity) ->
                new PolicyVerdict.Approve(rule.name(), version, HoldOverrides.validity(defaults, validity));
            case Effect.Deny(String message) -> new PolicyVerdict.Deny(rule.name(), version, message);
            case Effect.Hold(HoldTerms terms) ->
                new PolicyVerdict.Hold(
                        rule.name(), version, terms, "rule '" + rule.name() + "' holds this call", Optional.empty());
        };
    }

    /** A rule that cannot be evaluated holds; what comes after it might be laxer. */
    private PolicyVerdict unclear(Rule rule, String why) {
        HoldTerms terms = switch (rule.effect()) {
            case Effect.Hold(HoldTerms own) -> own;
            case Effect.Approve approve -> defaults;
            case Effect.Deny deny -> defaults;
        };
        return new PolicyVerdict.Hold(
                rule.name(),
                version,
                terms,
                "rule '" + rule.name() + "' cannot be evaluated on this call",
                Optional.of(Reasons.cut("rule '" + rule.name() + "': " + why, Reasons.MAX_LENGTH)));
    }
}

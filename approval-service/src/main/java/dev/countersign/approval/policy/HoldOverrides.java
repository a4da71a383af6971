package dev.countersign.approval.policy;

import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.contract.event.Priority;
import dev.countersign.contract.event.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The terms that a part of a file writes out; the others are those of what it overrides. */
record HoldOverrides(
        Optional<Set<String>> groups,
        Optional<Integer> quorum,
        Optional<Boolean> requesterMustDiffer,
        Optional<Set<Verb>> verbs,
        Optional<Duration> expiry,
        Optional<Duration> validity,
        Optional<List<Duration>> reminders,
        Optional<Duration> warning,
        Optional<HoldTerms.Escalation> escalation,
        Optional<Priority> priority,
        Optional<Duration> due,
        Optional<String> check,
        Optional<HoldTerms.GrantLimits> grants) {

    HoldTerms over(HoldTerms base) {
        return new HoldTerms(
                groups.orElse(base.groups()),
                quorum.orElse(base.quorum()),
                requesterMustDiffer.orElse(base.requesterMustDiffer()),
                verbs.orElse(base.verbs()),
                expiry.or(base::expiry),
                validity.or(base::validity),
                reminders.orElse(base.reminders()),
                warning.or(base::warning),
                escalation.or(base::escalation),
                priority.orElse(base.priority()),
                due.or(base::due),
                check.or(base::check),
                grants.or(base::grants));
    }

    /** The terms with another validity, where there is one. */
    static HoldTerms validity(HoldTerms terms, Optional<Duration> validity) {
        return new HoldTerms(
                terms.groups(),
                terms.quorum(),
                terms.requesterMustDiffer(),
                terms.verbs(),
                terms.expiry(),
                validity.or(terms::validity),
                terms.reminders(),
                terms.warning(),
                terms.escalation(),
                terms.priority(),
                terms.due(),
                terms.check(),
                terms.grants());
    }
}

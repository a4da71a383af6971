package dev.countersign.approval.gate;

import dev.countersign.contract.event.Verb;
import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The rule that a call is held under, as it applies to this call.
 *
 * @param since when the call came: where the rule's times are counted from
 * @param requester who asked; a claim unless {@code requesterProven}
 */
public record HoldUnder(
        String rule,
        Digest policyVersion,
        HoldTerms terms,
        Instant since,
        Optional<String> requester,
        boolean requesterProven) {

    private static final Duration LONGEST_WARNING = Duration.ofHours(1);
    private static final int WARNING_SHARE = 10;

    /** How many people have to approve. */
    public int needed() {
        return terms.quorum() + (terms.requesterMustDiffer() && !requesterProven ? 1 : 0);
    }

    /** The same under what another rule asks. */
    HoldUnder rule(PolicyVerdict.Hold verdict) {
        return new HoldUnder(
                verdict.rule(), verdict.policyVersion(), verdict.terms(), since, requester, requesterProven);
    }

    /** What need not be remembered for a decision is left on the card. */
    HoldUnder withoutTexts() {
        return new HoldUnder(rule, policyVersion, terms.withoutCheck(), since, requester, requesterProven);
    }

    boolean isRequester(Voter voter) {
        return requester.filter(voter.name()::equals).isPresent();
    }

    boolean allows(Verb verb) {
        return terms.verbs().contains(verb);
    }

    boolean includes(Voter voter, boolean escalated) {
        return terms.groups().isEmpty()
                || voter.groups().stream().anyMatch(terms.groups()::contains)
                || (escalated
                        && terms.escalation()
                                .filter(escalation -> voter.groups().contains(escalation.group()))
                                .isPresent());
    }

    Instant warnAt(Instant expiresAt) {
        Duration tenth = Duration.between(since, expiresAt).dividedBy(WARNING_SHARE);
        Duration before = terms.warning().orElse(tenth.compareTo(LONGEST_WARNING) < 0 ? tenth : LONGEST_WARNING);
        return expiresAt.minus(before);
    }
}

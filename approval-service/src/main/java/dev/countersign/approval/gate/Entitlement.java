package dev.countersign.approval.gate;

import dev.countersign.approval.gate.Decision.Answered;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.contract.event.Verb;
import java.util.Locale;
import java.util.Optional;

/** Who may decide what, by the rule that a call is held under. That they are an approver is known before. */
final class Entitlement {

    private Entitlement() {}

    static Optional<Answered> obstacle(GateCommand.Asked command, Verb verb, CallState call, CallPhase.Held held) {
        HoldUnder under = held.under();
        Voter voter = command.voter();
        if (!under.includes(voter, held.nudged().escalated())) {
            return refuse(command, Refusal.NOT_ENTITLED, "its rule asks people of other groups", call);
        }
        if (under.terms().requesterMustDiffer() && under.isRequester(voter)) {
            return refuse(command, Refusal.OWN_REQUEST, "its rule asks somebody else than whoever asked", call);
        }
        return under.allows(verb)
                ? Optional.empty()
                : refuse(
                        command,
                        Refusal.VERB_NOT_ALLOWED,
                        "its rule does not allow " + verb.name().toLowerCase(Locale.ROOT),
                        call);
    }

    /** Whoever asked may give up what they asked for, and an admin what anybody did. */
    static Optional<Answered> obstacleToWithdraw(GateCommand.Asked command, CallState call) {
        Voter voter = command.voter();
        return voter.admin() || call.requester().filter(voter.name()::equals).isPresent()
                ? Optional.empty()
                : refuse(command, Refusal.NOT_ENTITLED, "only whoever asked and admins withdraw it", call);
    }

    private static Optional<Answered> refuse(GateCommand.Asked command, Refusal kind, String message, CallState call) {
        return Optional.of(Outcomes.refused(command, kind, "call " + call.id() + ": " + message, call));
    }
}

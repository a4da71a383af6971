package dev.countersign.approval.gate;

import dev.countersign.approval.gate.Decision.Answered;
import dev.countersign.approval.gate.GateOutcome.Accepted;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.approval.gate.GateOutcome.Refused;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.RejectedCall.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The outcomes of commands that somebody waits for. */
final class Outcomes {

    private Outcomes() {}

    static Answered accepted(GateCommand.Asked command, CallState... calls) {
        return accepted(command, Stream.of(calls).map(CallState::standing).toList());
    }

    static Answered accepted(GateCommand.Asked command, List<Standing> standings) {
        return new Answered(new Accepted(command.commandId(), command.conversationId(), standings, Optional.empty()));
    }

    static Answered notFound(GateCommand.Asked command, String message) {
        return refused(command, Refusal.NOT_FOUND, message, Optional.empty());
    }

    /** Somebody or the gate itself was first. */
    static Answered decided(GateCommand.Asked command, CallState call) {
        Standing standing = call.standing();
        boolean expired = standing.reason()
                .filter(reason -> reason.kind() == Kind.EXPIRED)
                .isPresent();
        String what = standing.status().name();
        String who = standing.decidedBy()
                .map(Decider::name)
                .map(name -> " by " + name)
                .orElse("");
        String when = standing.decidedAt().map(at -> " at " + at).orElse("");
        return refused(
                command,
                expired ? Refusal.EXPIRED : Refusal.ALREADY_DECIDED,
                "call " + call.id() + " is decided already: " + what + who + when,
                Optional.of(standing));
    }

    static Answered acceptedWithGrant(GateCommand.Asked command, List<Standing> standings, Optional<String> grant) {
        return new Answered(new Accepted(command.commandId(), command.conversationId(), standings, grant));
    }

    /** What people approved is forbidden meanwhile. */
    static Answered denied(GateCommand.Asked command, CallState call) {
        Standing standing = call.standing();
        String why = standing.reason().flatMap(RejectedCall.Reason::message).orElse("denied");
        return refused(command, Refusal.DENIED, "call " + call.id() + ": " + why, call);
    }

    /** Not done, for a reason that lies with the call. */
    static Answered refused(GateCommand.Asked command, Refusal kind, String message, CallState call) {
        return refused(command, kind, message, Optional.of(call.standing()));
    }

    private static Answered refused(
            GateCommand.Asked command, Refusal kind, String message, Optional<Standing> standing) {
        return new Answered(new Refused(command.commandId(), command.conversationId(), kind, message, standing));
    }
}

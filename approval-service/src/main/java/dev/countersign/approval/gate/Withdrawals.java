package dev.countersign.approval.gate;

import dev.countersign.approval.gate.Decision.Fault;
import dev.countersign.approval.gate.Decision.NotAccepted;
import dev.countersign.approval.gate.Decision.Repeated;
import dev.countersign.approval.gate.Decision.Taken;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.id.CallId;
import java.time.Instant;
import java.util.Optional;

/** A call is given up while it is pending, by its asker's record or by a person. */
final class Withdrawals {

    private Withdrawals() {}

    static Decision giveUp(Draft draft, GateCommand.GiveUp command, Circumstances now) {
        Optional<CallState> call = find(draft, command.callId());
        if (call.isEmpty()) {
            return draft.reply(new NotAccepted(Fault.UNKNOWN_CALL, "no such call is known here"));
        }
        if (call.get().isHeld()) {
            close(draft, call.get(), reason(command.reason()), Optional.empty(), now.time());
            return draft.reply(new Taken());
        }
        return draft.reply(
                isWithdrawn(call.get())
                        ? new Repeated()
                        : new NotAccepted(Fault.ALREADY_DECIDED, "the call is decided already"));
    }

    static Decision withdraw(Draft draft, GateCommand.WithdrawCall command, Circumstances now) {
        Optional<CallState> call = find(draft, command.callId());
        if (call.isEmpty()) {
            return draft.reply(Outcomes.notFound(command, "no such call"));
        }
        Optional<Decision.Answered> obstacle = Entitlement.obstacleToWithdraw(command, call.get());
        if (obstacle.isPresent()) {
            return draft.reply(obstacle.get());
        }
        if (call.get().isHeld()) {
            Decider person = command.voter().at(now.time());
            close(draft, call.get(), reason(command.reason()), Optional.of(person), now.time());
            return draft.reply(Outcomes.accepted(command, draft.call(command.callId())));
        }
        Optional<String> by = call.get().standing().decidedBy().map(Decider::name);
        return draft.reply(
                isWithdrawn(call.get())
                                && by.filter(command.voter().name()::equals).isPresent()
                        ? Outcomes.accepted(command, call.get())
                        : Outcomes.decided(command, call.get()));
    }

    /** A call of the turn, or the stray itself. */
    static Optional<CallState> find(Draft draft, CallId callId) {
        return draft.state()
                .known()
                .flatMap(known -> known.stray().or(() -> draft.state().turn().flatMap(turn -> turn.call(callId))));
    }

    private static void close(Draft draft, CallState call, Reason reason, Optional<Decider> decidedBy, Instant time) {
        draft.close(call.id(), reason, decidedBy, time);
        draft.closeTurnWith(Kind.WITHDRAWN, time);
    }

    private static boolean isWithdrawn(CallState call) {
        return call.phase() instanceof CallPhase.Closed closed
                && closed.reason().kind() == Kind.WITHDRAWN;
    }

    /** Of a call that comes when its conversation is over. */
    static Reason ended() {
        return Reason.of(Kind.WITHDRAWN, "the conversation was ended");
    }

    static Reason reason(Optional<String> given) {
        return Reason.of(Kind.WITHDRAWN, given.orElse("withdrawn"));
    }
}

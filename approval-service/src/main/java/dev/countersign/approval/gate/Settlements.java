package dev.countersign.approval.gate;

import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.contract.event.Settlement;
import java.util.Optional;

/** An admin says, once, what became of a call that nobody could tell of. It is told to people alone. */
final class Settlements {

    private Settlements() {}

    static Decision settle(Draft draft, GateCommand.SettleCall command, Circumstances now) {
        Optional<CallState> call = Withdrawals.find(draft, command.callId());
        if (call.isEmpty()) {
            return draft.reply(Outcomes.notFound(command, "no such call"));
        }
        if (!command.voter().admin()) {
            return draft.reply(refused(command, Refusal.NOT_ENTITLED, "only admins settle it", call.get()));
        }
        return switch (call.get().phase()) {
            case CallPhase.Held held ->
                draft.reply(refused(command, Refusal.NOT_UNKNOWN, "it waits for people", call.get()));
            case CallPhase.Released released ->
                draft.reply(refused(command, Refusal.NOT_UNKNOWN, "its executor may still report", call.get()));
            case CallPhase.Closed closed ->
                draft.reply(refused(command, Refusal.NOT_UNKNOWN, "it did not run", call.get()));
            case CallPhase.Finished finished -> settle(draft, command, call.get(), finished, now);
        };
    }

    private static Decision settle(
            Draft draft,
            GateCommand.SettleCall command,
            CallState call,
            CallPhase.Finished finished,
            Circumstances now) {
        if (finished.doubt().isEmpty()) {
            return draft.reply(refused(command, Refusal.NOT_UNKNOWN, "its outcome is known", call));
        }
        Settlement settlement = command.at(now.time());
        Optional<CallPhase.Settled> settled = finished.settled();
        if (settled.isEmpty()) {
            draft.emit(new GateEvent.CallSettled(call.id(), settlement));
        } else if (!settled.get().isSaidAgainBy(settlement)) {
            return draft.reply(settledAlready(command, call, settled.get()));
        }
        return draft.reply(Outcomes.accepted(command, draft.call(call.id())));
    }

    private static Decision.Answered settledAlready(
            GateCommand.SettleCall command, CallState call, CallPhase.Settled settled) {
        String message = "it is settled already: " + settled.outcome() + " by "
                + settled.by().name() + " at " + settled.by().at();
        return refused(command, Refusal.ALREADY_SETTLED, message, call);
    }

    private static Decision.Answered refused(
            GateCommand.SettleCall command, Refusal kind, String message, CallState call) {
        return Outcomes.refused(command, kind, "call " + call.id() + ": " + message, call);
    }
}

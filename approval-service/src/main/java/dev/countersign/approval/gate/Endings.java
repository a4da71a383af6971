package dev.countersign.approval.gate;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A conversation is ended: what it has pending is withdrawn. */
public final class Endings {

    /** The most calls that the outcome tells of; a conversation may have more than a record can take. */
    static final int MAX_TOLD = 256;

    private Endings() {}

    /**
     * What is in the way, in any turn of the conversation.
     *
     * @param turns all that are known
     */
    public static Optional<GateOutcome> obstacle(GateCommand.EndConversation command, List<TurnState> turns) {
        List<CallState> calls =
                turns.stream().flatMap(turn -> turn.calls().stream()).toList();
        if (calls.isEmpty()) {
            return Optional.of(
                    Outcomes.notFound(command, "no such conversation").outcome());
        }
        return calls.stream()
                .flatMap(call -> Entitlement.obstacleToWithdraw(command, call).stream())
                .<GateOutcome>map(Decision.Answered::outcome)
                .findFirst();
    }

    /** The outcome of a conversation that was ended, of what became of its turns. */
    public static GateOutcome outcome(GateCommand.EndConversation command, List<Decision> turns) {
        List<Standing> standings = turns.stream()
                .flatMap(turn -> turn.reply() instanceof Decision.Answered answered
                                && answered.outcome() instanceof GateOutcome.Accepted accepted
                        ? accepted.calls().stream()
                        : Stream.empty())
                .limit(MAX_TOLD)
                .toList();
        return Outcomes.accepted(command, standings).outcome();
    }

    /**
     * Of a conversation with more turns than one transaction takes, those that are left are withdrawn when their time
     * comes or, before anything else becomes of them, with whatever command is about them.
     */
    static void withdrawLeft(Draft draft, GateCommand command, Circumstances now) {
        if (now.ended().isEmpty() || command instanceof GateCommand.EndConversation) {
            return;
        }
        List<CallState> held = draft.state().turn().map(TurnState::held).orElse(List.of());
        held.forEach(call -> draft.close(call.id(), Withdrawals.ended(), now.ended(), now.time()));
        if (!held.isEmpty()) {
            draft.closeTurnWith(Kind.WITHDRAWN, now.time());
        }
    }

    static Decision endTurn(Draft draft, GateCommand.EndConversation command, Circumstances now) {
        Decider person = command.voter().at(now.time());
        Reason reason = Withdrawals.reason(command.reason());
        List<CallState> held = draft.turn().held();
        held.forEach(call -> draft.close(call.id(), reason, Optional.of(person), now.time()));
        if (!held.isEmpty()) {
            draft.closeTurnWith(Kind.WITHDRAWN, now.time());
        }
        return draft.reply(Outcomes.accepted(
                command,
                held.stream().map(call -> draft.call(call.id()).standing()).toList()));
    }
}

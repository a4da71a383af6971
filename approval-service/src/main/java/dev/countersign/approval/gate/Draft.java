package dev.countersign.approval.gate;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.id.CallId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A decision in the making: the events so far, and the state that they lead to. */
final class Draft {

    private final List<GateEvent> events = new ArrayList<>();
    private GateState state;

    Draft(GateState state) {
        this.state = state;
    }

    void emit(GateEvent event) {
        events.add(event);
        state = GateMachine.apply(state, event);
    }

    GateState state() {
        return state;
    }

    /** The turn, for a command that is about one that is there. */
    TurnState turn() {
        return state.turn().orElseThrow();
    }

    CallState call(CallId id) {
        return turn().call(id).orElseThrow();
    }

    Decision reply(Decision.Reply reply) {
        return new Decision(events, reply);
    }

    void close(CallId call, RejectedCall.Reason reason, Optional<Decider> decidedBy, Instant at) {
        emit(new GateEvent.CallClosed(call, reason, decidedBy, at));
    }

    /** One call of the turn will not run: under {@link GateMode#TURN} none of it does. */
    void closeTurnWith(RejectedCall.Kind cause, Instant at) {
        if (turn().gate() == GateMode.CALL || turn().closedBy().isPresent()) {
            return;
        }
        emit(new GateEvent.TurnClosed(cause));
        for (CallState sibling : turn().held()) {
            close(sibling.id(), RejectedCall.Reason.sibling(cause), Optional.empty(), at);
        }
    }
}

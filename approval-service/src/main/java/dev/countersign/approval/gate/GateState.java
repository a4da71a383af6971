package dev.countersign.approval.gate;

import java.util.Optional;

/** What the gate knows when it decides: the turn and the call that the command is about. Nothing else matters to it. */
public record GateState(Optional<TurnState> turn, Optional<KnownCall> known) {

    public static final GateState EMPTY = new GateState(Optional.empty(), Optional.empty());

    GateState withTurn(TurnState next) {
        return new GateState(Optional.of(next), known);
    }

    GateState withKnown(KnownCall next) {
        return new GateState(turn, Optional.of(next));
    }
}

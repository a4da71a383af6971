package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.TurnKey;
import dev.countersign.approval.gate.TurnState;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A turn in the store. */
record StoredTurn(
        TurnKey key,
        GateMode gate,
        int size,
        Instant openedAt,
        Instant expiresAt,
        Optional<RejectedCall.Kind> closedBy,
        List<StoredState> calls) {

    StoredTurn {
        calls = List.copyOf(calls);
    }

    static StoredTurn of(TurnState turn) {
        return new StoredTurn(
                turn.key(),
                turn.gate(),
                turn.size(),
                turn.openedAt(),
                turn.expiresAt(),
                turn.closedBy(),
                turn.calls().stream().map(StoredState::of).toList());
    }

    TurnState state() {
        return new TurnState(
                key,
                gate,
                size,
                openedAt,
                expiresAt,
                closedBy,
                calls.stream().map(StoredState::state).toList());
    }
}

package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.KnownCall;
import dev.countersign.approval.gate.TurnKey;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.json.Digest;
import java.util.Optional;

/**
 * A call in the store: that it is known, and all of it that people are shown and executors are given.
 *
 * @param stray where it broke its turn and is not part of it
 */
record StoredCall(TurnKey turn, Digest content, Optional<StoredState> stray, Approval card) {

    static StoredCall of(KnownCall known, Approval card) {
        return new StoredCall(known.turn(), known.content(), known.stray().map(StoredState::of), card);
    }

    KnownCall known() {
        return new KnownCall(turn, content, stray.map(StoredState::state));
    }

    StoredCall with(Approval changed) {
        return new StoredCall(turn, content, stray, changed);
    }
}

package dev.countersign.approval.gate;

import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * That a call of an id has come, so that the next request of the id is known for a repeat or a conflict.
 *
 * @param turn the turn that it named
 * @param content digest of the request, but for its time
 * @param stray the call itself, where it broke its turn and so is not part of it
 */
public record KnownCall(TurnKey turn, Digest content, Optional<CallState> stray) {

    /** When a stray is forgotten; a call that is part of its turn goes with it. */
    public Optional<Instant> forgetAt(Duration retention) {
        return stray.flatMap(call -> call.standing().decidedAt()).map(closed -> closed.plus(retention));
    }
}

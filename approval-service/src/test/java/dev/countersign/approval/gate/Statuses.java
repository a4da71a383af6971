package dev.countersign.approval.gate;

import dev.countersign.contract.id.CallId;
import java.util.Optional;

/** How a call stands, as the tables write it. */
final class Statuses {

    private Statuses() {}

    /**
     * Its status, with {@code +} for a vote, {@code ~} for an approval that needs no people, {@code @} for a claim,
     * {@code '} for other arguments than those proposed, {@code *} for a result and {@code **} for a late one, {@code ?}
     * where nobody can tell what became of it and {@code !} where somebody found out.
     */
    static String of(World world, String callId) {
        CallId id = new CallId(callId);
        return world.known(id)
                .map(call -> call.stray()
                        .map(stray -> "STRAY")
                        .orElseGet(() -> world.call(id).map(Statuses::describe).orElse("LOST")))
                .orElse("-");
    }

    private static String describe(CallState call) {
        return switch (call.phase()) {
            case CallPhase.Held held ->
                (call.toolDigest().equals(Optional.of(Say.TOOL)) ? "HELD" : "REHELD")
                        + edited(call)
                        + "+".repeat(held.votes().size())
                        + (held.byItself().isPresent() ? "~" : "")
                        + (held.claim().isPresent() ? "@" : "");
            case CallPhase.Released released ->
                "RELEASED" + edited(call) + (released.late().isPresent() ? "**" : "");
            case CallPhase.Finished finished ->
                "FINISHED" + edited(call) + doubt(finished) + (finished.late().isPresent() ? "**" : "*");
            case CallPhase.Closed closed -> closed.reason().kind().name() + edited(call);
        };
    }

    private static String doubt(CallPhase.Finished finished) {
        return finished.doubt()
                .map(doubt -> doubt.settled().isPresent() ? "!" : "?")
                .orElse("");
    }

    private static String edited(CallState call) {
        return call.edited() ? "'" : "";
    }
}

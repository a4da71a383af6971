package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.CallPhase;
import dev.countersign.approval.gate.CallState;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.Digest;
import java.util.Optional;
import java.util.stream.Stream;

/** A call of a turn in the store: exactly one of the phases is there. */
record StoredState(
        CallId id,
        int index,
        ToolName tool,
        Digest argumentsDigest,
        boolean edited,
        Optional<Digest> toolDigest,
        Optional<String> requester,
        int comments,
        Optional<CallPhase.Held> held,
        Optional<CallPhase.Released> released,
        Optional<CallPhase.Finished> finished,
        Optional<CallPhase.Closed> closed) {

    static StoredState of(CallState call) {
        CallPhase phase = call.phase();
        return new StoredState(
                call.id(),
                call.index(),
                call.tool(),
                call.argumentsDigest(),
                call.edited(),
                call.toolDigest(),
                call.requester(),
                call.comments(),
                only(phase, CallPhase.Held.class),
                only(phase, CallPhase.Released.class),
                only(phase, CallPhase.Finished.class),
                only(phase, CallPhase.Closed.class));
    }

    CallState state() {
        CallPhase phase = Stream.<Optional<? extends CallPhase>>of(held, released, finished, closed)
                .<CallPhase>mapMulti((stored, found) -> stored.ifPresent(found))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a stored call has a phase"));
        return new CallState(id, index, tool, argumentsDigest, edited, toolDigest, requester, comments, phase);
    }

    private static <P extends CallPhase> Optional<P> only(CallPhase phase, Class<P> type) {
        return type.isInstance(phase) ? Optional.of(type.cast(phase)) : Optional.empty();
    }
}

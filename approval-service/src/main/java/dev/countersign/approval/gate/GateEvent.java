package dev.countersign.approval.gate;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happened at the gate. State changes by these alone. */
public sealed interface GateEvent {

    /** The first call of a turn has come, and its clock runs. */
    record TurnOpened(TurnKey key, GateMode gate, int size, Instant expiresAt) implements GateEvent {}

    /** A whole turn was closed: what is still to come of it goes with it. */
    record TurnClosed(RejectedCall.Kind cause) implements GateEvent {}

    /** All that was known of a turn is forgotten. */
    record TurnForgotten() implements GateEvent {}

    /** A call has come and is closed at once, outside its turn, because it broke it. */
    record CallStrayed(KnownCall known) implements GateEvent {}

    /** A call outside its turn is forgotten. */
    record StrayForgotten(CallId callId) implements GateEvent {}

    /** What happened to one call that is part of its turn. */
    sealed interface OfCall extends GateEvent {

        CallId callId();
    }

    /** A call has come: it is held, or closed at once. */
    record CallCame(CallState call, Digest content) implements OfCall {

        @Override
        public CallId callId() {
            return call.id();
        }
    }

    /** A person approved. */
    record VoteCast(CallId callId, Decider voter) implements OfCall {}

    /** The tool is not what it was: what was voted is void, and the call is held under the new entry. */
    record ToolChanged(CallId callId, Digest toolDigest) implements OfCall {}

    /** May run now. */
    record CallReleased(
            CallId callId,
            List<Decider> approvedBy,
            String executor,
            Digest toolDigest,
            Instant at,
            Instant notAfter,
            Instant watchUntil)
            implements OfCall {

        public CallReleased {
            approvedBy = List.copyOf(approvedBy);
        }
    }

    /** Will never run. */
    record CallClosed(CallId callId, RejectedCall.Reason reason, Optional<Decider> decidedBy, Instant at)
            implements OfCall {}

    /** Its executor reported the result that counts. */
    record ResultTaken(CallId callId, ToolResult result, Instant at) implements OfCall {}

    /** Its executor is given longer, because the gate was not there to hear it. */
    record WatchProlonged(CallId callId, Instant until) implements OfCall {}

    /** Its executor stayed silent, and the gate speaks in its place. */
    record CallUnanswered(CallId callId, ToolResult result, Instant at) implements OfCall {}

    /** A result came after the one that counts. */
    record LateResultTaken(CallId callId, ToolResult result) implements OfCall {}
}

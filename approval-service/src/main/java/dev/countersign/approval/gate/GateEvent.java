package dev.countersign.approval.gate;

import dev.countersign.approval.control.Grant;
import dev.countersign.contract.event.Claim;
import dev.countersign.contract.event.Comment;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.Nudge;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happened at the gate. State changes by these alone. */
public sealed interface GateEvent {

    /** The first call of a turn has come, and its clock runs. */
    record TurnOpened(TurnKey key, GateMode gate, int size, Instant openedAt, Instant expiresAt) implements GateEvent {}

    /** A call has come whose rule gives less time than the turn had: all of it expires then. */
    record ExpiryMoved(Instant expiresAt) implements GateEvent {}

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
    record CallCame(CallState call, Digest content, Considered considered) implements OfCall {

        @Override
        public CallId callId() {
            return call.id();
        }
    }

    /** A person approved. */
    record VoteCast(CallId callId, Decider voter) implements OfCall {}

    /** The policy or a grant approved. */
    record ApprovedByItself(CallId callId, Decider by, Optional<String> grant) implements OfCall {}

    /** What was voted on a call counts no more. */
    record VotesVoided(CallId callId) implements OfCall {}

    /** What the policy or a grant approved needs a person after all. */
    record HeldAfterAll(CallId callId, String because) implements OfCall {}

    /**
     * A person changed the arguments: what was voted is void.
     *
     * @param hold what is asked of people from now on
     */
    record CallEdited(CallId callId, CanonicalJson arguments, Decider by, HoldUnder hold) implements OfCall {}

    /** Somebody looks at it. */
    record CallClaimed(CallId callId, Claim claim) implements OfCall {}

    /** Nobody looks at it any more. */
    record CallUnclaimed(CallId callId) implements OfCall {}

    /** Somebody said something about it. */
    record CallCommented(CallId callId, Comment comment) implements OfCall {}

    /** People are told of it. */
    record PeopleNudged(CallId callId, Nudge nudge) implements OfCall {}

    /** A person gave a grant with their approval; every partition is to learn of it. */
    record GrantMade(CallId callId, Grant grant) implements OfCall {}

    /** A grant covered it. */
    record GrantUsed(CallId callId, Grant grant) implements OfCall {}

    /** Its executor says that it starts it. */
    record CallStarted(CallId callId, Instant startedAt) implements OfCall {}

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

    /** An admin found out what became of it; the outcome that was given stays. */
    record CallSettled(CallId callId, Settlement settlement) implements OfCall {}
}

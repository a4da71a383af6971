package dev.countersign.approval.gate;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call as the gate decides on it; what people are shown of it lies elsewhere.
 *
 * @param index its place in its turn
 * @param argumentsDigest of what runs if it is approved
 * @param edited whether a person changed the arguments
 * @param toolDigest of the catalogue entry that it is held under; absent for an unknown tool
 * @param requester who asked; a claim
 * @param comments how many there are
 */
public record CallState(
        CallId id,
        int index,
        ToolName tool,
        Digest argumentsDigest,
        boolean edited,
        Optional<Digest> toolDigest,
        Optional<String> requester,
        int comments,
        CallPhase phase) {

    CallState in(CallPhase next) {
        return new CallState(id, index, tool, argumentsDigest, edited, toolDigest, requester, comments, next);
    }

    CallState heldUnder(Digest entry, CallPhase.Held next) {
        return new CallState(id, index, tool, argumentsDigest, edited, Optional.of(entry), requester, comments, next);
    }

    CallState edited(Digest arguments, CallPhase.Held next) {
        return new CallState(id, index, tool, arguments, true, toolDigest, requester, comments, next);
    }

    CallState commented() {
        return new CallState(id, index, tool, argumentsDigest, edited, toolDigest, requester, comments + 1, phase);
    }

    boolean isHeld() {
        return phase instanceof CallPhase.Held;
    }

    boolean isClosed() {
        return phase instanceof CallPhase.Closed;
    }

    boolean isClosedAs(RejectedCall.Kind kind) {
        return phase instanceof CallPhase.Closed closed && closed.reason().kind() == kind;
    }

    /** Where it stands as far as it was decided. */
    public Standing standing() {
        return switch (phase) {
            case CallPhase.Held held ->
                new Standing(
                        id,
                        held.claim().isPresent() ? Approval.Status.CLAIMED : Approval.Status.PENDING,
                        argumentsDigest,
                        toolDigest,
                        held.approvedBy(),
                        held.under().needed(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
            case CallPhase.Released released -> approved(released.approvedBy(), released.at(), Optional.empty());
            case CallPhase.Finished finished ->
                approved(
                        finished.approvedBy(),
                        finished.releasedAt(),
                        finished.settled().map(CallPhase.Settled::by));
            case CallPhase.Closed closed ->
                new Standing(
                        id,
                        status(closed.reason().kind()),
                        argumentsDigest,
                        toolDigest,
                        List.of(),
                        0,
                        closed.decidedBy(),
                        Optional.of(closed.at()),
                        Optional.of(closed.reason()),
                        Optional.empty());
        };
    }

    private Standing approved(List<Decider> approvedBy, Instant releasedAt, Optional<Decider> settledBy) {
        return new Standing(
                id,
                Approval.Status.APPROVED,
                argumentsDigest,
                toolDigest,
                approvedBy,
                0,
                Optional.of(approvedBy.getLast()),
                Optional.of(releasedAt),
                Optional.empty(),
                settledBy);
    }

    /** What people see of a call that was closed. */
    public static Approval.Status status(RejectedCall.Kind kind) {
        return switch (kind) {
            case REJECTED -> Approval.Status.REJECTED;
            case DENIED -> Approval.Status.DENIED;
            case EXPIRED -> Approval.Status.EXPIRED;
            case WITHDRAWN -> Approval.Status.WITHDRAWN;
            case INVALID -> Approval.Status.INVALID;
            case ANSWERED -> Approval.Status.ANSWERED;
            case SIBLING_REJECTED -> Approval.Status.SIBLING_REJECTED;
        };
    }
}

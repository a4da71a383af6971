package dev.countersign.approval.gate;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.Digest;
import java.util.List;
import java.util.Optional;

/**
 * A call as the gate decides on it; what people are shown of it lies elsewhere.
 *
 * @param index its place in its turn
 * @param toolDigest of the catalogue entry that it is held under; absent for an unknown tool
 */
public record CallState(
        CallId id, int index, ToolName tool, Digest argumentsDigest, Optional<Digest> toolDigest, CallPhase phase) {

    CallState in(CallPhase next) {
        return new CallState(id, index, tool, argumentsDigest, toolDigest, next);
    }

    /** Under another catalogue entry nothing that was voted counts. */
    CallState heldUnder(Digest entry) {
        return new CallState(id, index, tool, argumentsDigest, Optional.of(entry), CallPhase.Held.UNDECIDED);
    }

    boolean isHeld() {
        return phase instanceof CallPhase.Held;
    }

    /** Where it stands as far as it was decided. */
    public Standing standing() {
        return switch (phase) {
            case CallPhase.Held held ->
                new Standing(
                        id,
                        Approval.Status.PENDING,
                        argumentsDigest,
                        toolDigest,
                        held.votes(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
            case CallPhase.Released released -> approved(released);
            case CallPhase.Finished finished ->
                approved(new CallPhase.Released(
                        finished.approvedBy(), finished.executor(), finished.releasedAt(), finished.at()));
            case CallPhase.Closed closed ->
                new Standing(
                        id,
                        status(closed.reason().kind()),
                        argumentsDigest,
                        toolDigest,
                        List.of(),
                        closed.decidedBy(),
                        Optional.of(closed.at()),
                        Optional.of(closed.reason()));
        };
    }

    private Standing approved(CallPhase.Released released) {
        return new Standing(
                id,
                Approval.Status.APPROVED,
                argumentsDigest,
                toolDigest,
                released.approvedBy(),
                Optional.of(released.approvedBy().getLast()),
                Optional.of(released.at()),
                Optional.empty());
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

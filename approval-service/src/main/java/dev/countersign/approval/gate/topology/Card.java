package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.CallPhase;
import dev.countersign.approval.gate.CallState;
import dev.countersign.approval.gate.GateEvent;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.approval.gate.Reasons;
import dev.countersign.approval.gate.TurnState;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What people are shown of a call, while it changes: an {@link Approval} in the making. */
final class Card {

    /** A catalogue entry may be long; a card repeats it with every change. */
    private static final int MAX_DESCRIPTION = 8_000;

    private final Approval was;
    private Optional<String> description;
    private Optional<CatalogEntry.Annotations> annotations;
    private Optional<Digest> toolDigest;
    private Approval.Status status;
    private List<Decider> votes;
    private List<CallId> siblings;
    private Optional<RejectedCall.Reason> reason;
    private Optional<Decider> decidedBy;
    private Optional<Instant> decidedAt;
    private Optional<Instant> notAfter;
    private Optional<ToolResult> result;
    private Optional<ToolResult> lateResult;

    private Card(Approval was) {
        this.was = was;
        description = was.description();
        annotations = was.annotations();
        toolDigest = was.toolDigest();
        status = was.status();
        votes = was.votes();
        siblings = was.siblings();
        reason = was.reason();
        decidedBy = was.decidedBy();
        decidedAt = was.decidedAt();
        notAfter = was.notAfter();
        result = was.result();
        lateResult = was.lateResult();
    }

    /** The card of a call that has just come. */
    static Approval opened(
            ToolRequest request, CallState call, PolicyVerdict verdict, Instant requestedAt, Instant expiresAt) {
        Approval pending = new Approval(
                request.callId(),
                request.conversationId(),
                request.promptId(),
                request.turn(),
                request.gate().orElse(GateMode.CALL),
                request.tool(),
                Optional.empty(),
                Optional.empty(),
                request.arguments(),
                call.argumentsDigest(),
                call.toolDigest(),
                Approval.Status.PENDING,
                request.requester(),
                false,
                request.prompt(),
                request.model(),
                verdict.rule(),
                verdict.policyVersion(),
                heldBecause(call, verdict),
                requestedAt,
                expiresAt,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Card card = new Card(pending);
        if (call.phase() instanceof CallPhase.Closed closed) {
            card.close(closed.reason(), closed.decidedBy(), closed.at());
        }
        return card.approval();
    }

    private static Optional<String> heldBecause(CallState call, PolicyVerdict verdict) {
        return switch (call.phase()) {
            case CallPhase.Held held ->
                switch (verdict) {
                    case PolicyVerdict.Hold hold -> Optional.of(hold.because());
                };
            case CallPhase.Released released -> Optional.empty();
            case CallPhase.Finished finished -> Optional.empty();
            case CallPhase.Closed closed -> Optional.empty();
        };
    }

    /** The card with the tool as the catalogue describes it. */
    static Approval describedBy(Approval was, CatalogEntry entry) {
        Card card = new Card(was);
        card.description = Optional.of(Reasons.cut(entry.description(), MAX_DESCRIPTION));
        card.annotations = Optional.of(entry.annotations());
        return card.approval();
    }

    /** The card with the other calls of its turn. */
    static Approval withSiblings(Approval was, TurnState turn) {
        Card card = new Card(was);
        card.siblings = turn.calls().stream()
                .map(CallState::id)
                .filter(id -> !id.equals(was.callId()))
                .toList();
        return card.approval();
    }

    /** The card after something happened to its call. */
    static Approval after(Approval was, GateEvent.OfCall event) {
        Card card = new Card(was);
        switch (event) {
            case GateEvent.CallCame came -> {}
            case GateEvent.VoteCast cast ->
                card.votes = Stream.concat(was.votes().stream(), Stream.of(cast.voter()))
                        .toList();
            case GateEvent.ToolChanged changed -> {
                card.votes = List.of();
                card.toolDigest = Optional.of(changed.toolDigest());
            }
            case GateEvent.CallReleased released -> card.release(released);
            case GateEvent.CallClosed closed -> card.close(closed.reason(), closed.decidedBy(), closed.at());
            case GateEvent.ResultTaken taken -> card.finish(taken.result());
            case GateEvent.WatchProlonged prolonged -> {}
            case GateEvent.CallUnanswered unanswered -> card.finish(unanswered.result());
            case GateEvent.LateResultTaken taken -> card.lateResult = Optional.of(taken.result());
        }
        return card.approval();
    }

    private void release(GateEvent.CallReleased released) {
        status = Approval.Status.APPROVED;
        votes = released.approvedBy();
        decidedBy = Optional.of(released.approvedBy().getLast());
        decidedAt = Optional.of(released.at());
        notAfter = Optional.of(released.notAfter());
    }

    private void close(RejectedCall.Reason why, Optional<Decider> by, Instant at) {
        status = CallState.status(why.kind());
        reason = Optional.of(why);
        decidedBy = by;
        decidedAt = Optional.of(at);
    }

    private void finish(ToolResult outcome) {
        result = Optional.of(outcome);
        status = switch (outcome.status()) {
            case SUCCEEDED -> Approval.Status.SUCCEEDED;
            case FAILED -> Approval.Status.FAILED;
            case REFUSED -> Approval.Status.REFUSED;
            case UNKNOWN -> Approval.Status.UNKNOWN;
        };
    }

    private Approval approval() {
        return new Approval(
                was.callId(),
                was.conversationId(),
                was.promptId(),
                was.turn(),
                was.gate(),
                was.tool(),
                description,
                annotations,
                was.arguments(),
                was.argumentsDigest(),
                toolDigest,
                status,
                was.requester(),
                was.requesterProven(),
                was.prompt(),
                was.model(),
                was.rule(),
                was.policyVersion(),
                was.heldBecause(),
                was.requestedAt(),
                was.expiresAt(),
                votes,
                siblings,
                reason,
                decidedBy,
                decidedAt,
                notAfter,
                result,
                lateResult);
    }
}

package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.CallState;
import dev.countersign.approval.gate.GateEvent;
import dev.countersign.approval.gate.HoldUnder;
import dev.countersign.approval.gate.Reasons;
import dev.countersign.approval.gate.TurnState;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.Claim;
import dev.countersign.contract.event.Comment;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.Evaluation;
import dev.countersign.contract.event.Hold;
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
import java.util.stream.Stream;

/** What people are shown of a call, while it changes: an {@link Approval} in the making. */
final class Card {

    /** A catalogue entry may be long; a card repeats it with every change. */
    private static final int MAX_DESCRIPTION = 8_000;

    private static final String EDITED = "a person changed its arguments";
    private static final String TOOL_CHANGED = "its tool has changed since it was approved";

    private final Approval was;
    private Optional<String> description;
    private Optional<CatalogEntry.Annotations> annotations;
    private CanonicalJson arguments;
    private Optional<CanonicalJson> originalArguments;
    private Optional<Decider> editedBy;
    private Optional<Digest> toolDigest;
    private Approval.Status status;
    private String rule;
    private Digest policyVersion;
    private Optional<String> heldBecause;
    private Optional<Hold> hold;
    private Evaluation evaluation;
    private Instant expiresAt;
    private List<Decider> votes;
    private Optional<Claim> claim;
    private List<Comment> comments;
    private List<Nudge> nudges;
    private List<CallId> siblings;
    private Optional<RejectedCall.Reason> reason;
    private Optional<Decider> decidedBy;
    private Optional<Instant> decidedAt;
    private Optional<Instant> notAfter;
    private Optional<Instant> startedAt;
    private Optional<ToolResult> result;
    private Optional<ToolResult> lateResult;
    private Optional<Settlement> settlement;

    private Card(Approval was) {
        this.was = was;
        description = was.description();
        annotations = was.annotations();
        arguments = was.arguments();
        originalArguments = was.originalArguments();
        editedBy = was.editedBy();
        toolDigest = was.toolDigest();
        status = was.status();
        rule = was.rule();
        policyVersion = was.policyVersion();
        heldBecause = was.heldBecause();
        hold = was.hold();
        evaluation = was.evaluation();
        expiresAt = was.expiresAt();
        votes = was.votes();
        claim = was.claim();
        comments = was.comments();
        nudges = was.nudges();
        siblings = was.siblings();
        reason = was.reason();
        decidedBy = was.decidedBy();
        decidedAt = was.decidedAt();
        notAfter = was.notAfter();
        startedAt = was.startedAt();
        result = was.result();
        lateResult = was.lateResult();
        settlement = was.settlement();
    }

    /** The card with the tool as the catalogue describes it. */
    static Approval describedBy(Approval was, CatalogEntry entry) {
        Card card = new Card(was);
        card.description = Optional.of(Reasons.cut(entry.description(), MAX_DESCRIPTION));
        card.annotations = Optional.of(entry.annotations());
        return card.approval();
    }

    /** The card of a call that has just come, with the tool as the gate went by it. */
    static Approval evaluatedWith(Approval was, CatalogEntry entry) {
        Evaluation evaluation = was.evaluation();
        Card card = new Card(describedBy(was, entry));
        card.evaluation = new Evaluation(
                evaluation.at(),
                evaluation.switchMode(),
                evaluation.rule(),
                evaluation.policyVersion(),
                evaluation.toolDigest(),
                Optional.of(entry.annotations()),
                evaluation.origin(),
                evaluation.grant(),
                evaluation.error());
        return card.approval();
    }

    /** The card with the time that its turn has. */
    static Approval expiringAt(Approval was, Instant expiresAt) {
        Card card = new Card(was);
        card.expiresAt = expiresAt;
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
            case GateEvent.ApprovedByItself approved ->
                card.votes = Stream.concat(Stream.of(approved.by()), was.votes().stream())
                        .toList();
            case GateEvent.VotesVoided voided -> card.votes = automatic(was);
            case GateEvent.HeldAfterAll after -> {
                card.votes = was.votes().stream().filter(Card::isPersons).toList();
                card.heldBecause = Optional.of(after.because());
            }
            case GateEvent.CallEdited edited -> card.edit(edited);
            case GateEvent.CallClaimed claimed -> {
                card.claim = Optional.of(claimed.claim());
                card.status = Approval.Status.CLAIMED;
            }
            case GateEvent.CallUnclaimed unclaimed -> {
                card.claim = Optional.empty();
                card.status = Approval.Status.PENDING;
            }
            case GateEvent.CallCommented commented ->
                card.comments = Stream.concat(was.comments().stream(), Stream.of(commented.comment()))
                        .toList();
            case GateEvent.PeopleNudged nudged ->
                card.nudges = Stream.concat(was.nudges().stream(), Stream.of(nudged.nudge()))
                        .toList();
            case GateEvent.GrantMade made -> {}
            case GateEvent.GrantUsed used -> {}
            case GateEvent.CallStarted started -> {
                card.status = Approval.Status.RUNNING;
                card.startedAt = Optional.of(started.startedAt());
            }
            case GateEvent.ToolChanged changed -> {
                card.votes = List.of();
                card.heldBecause = was.heldBecause().or(() -> Optional.of(TOOL_CHANGED));
                card.toolDigest = Optional.of(changed.toolDigest());
            }
            case GateEvent.CallReleased released -> card.release(released);
            case GateEvent.CallClosed closed -> card.close(closed.reason(), closed.decidedBy(), closed.at());
            case GateEvent.ResultTaken taken -> card.finish(taken.result());
            case GateEvent.WatchProlonged prolonged -> {}
            case GateEvent.CallUnanswered unanswered -> card.finish(unanswered.result());
            case GateEvent.LateResultTaken taken -> card.lateResult = Optional.of(taken.result());
            case GateEvent.CallSettled settled -> card.settlement = Optional.of(settled.settlement());
        }
        return card.approval();
    }

    private static List<Decider> automatic(Approval was) {
        return was.votes().stream().filter(vote -> !isPersons(vote)).toList();
    }

    private static boolean isPersons(Decider vote) {
        return !vote.via().equals("policy") && !vote.via().equals("grant");
    }

    private void edit(GateEvent.CallEdited edited) {
        originalArguments = originalArguments.or(() -> Optional.of(was.arguments()));
        arguments = edited.arguments();
        editedBy = Optional.of(edited.by());
        votes = List.of();
        HoldUnder under = edited.hold();
        boolean sameRule = rule.equals(under.rule()) && policyVersion.equals(under.policyVersion());
        rule = under.rule();
        policyVersion = under.policyVersion();
        Optional<String> check =
                under.terms().check().or(() -> sameRule ? was.hold().flatMap(Hold::check) : Optional.empty());
        hold = Optional.of(CardOpening.hold(under, under.terms(), check));
        heldBecause = heldBecause.or(() -> Optional.of(EDITED));
    }

    private void release(GateEvent.CallReleased released) {
        status = Approval.Status.APPROVED;
        claim = Optional.empty();
        votes = released.approvedBy();
        decidedBy = Optional.of(released.approvedBy().getLast());
        decidedAt = Optional.of(released.at());
        notAfter = Optional.of(released.notAfter());
    }

    private void close(RejectedCall.Reason why, Optional<Decider> by, Instant at) {
        status = CallState.status(why.kind());
        claim = Optional.empty();
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
                arguments,
                arguments.digest(),
                originalArguments,
                editedBy,
                toolDigest,
                status,
                was.requester(),
                was.requesterProven(),
                was.prompt(),
                was.model(),
                rule,
                policyVersion,
                heldBecause,
                hold,
                evaluation,
                was.refusedBefore(),
                was.requestedAt(),
                expiresAt,
                votes,
                claim,
                comments,
                nudges,
                siblings,
                reason,
                decidedBy,
                decidedAt,
                notAfter,
                startedAt,
                result,
                lateResult,
                settlement);
    }
}

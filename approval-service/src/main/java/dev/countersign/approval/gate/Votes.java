package dev.countersign.approval.gate;

import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.GrantWish;
import dev.countersign.approval.gate.Decision.Answered;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.CanonicalJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A person decides: all that they listed or, where one of it is in the way, nothing. */
final class Votes {

    private final Draft draft;
    private final Ballot ballot;
    private final Circumstances now;
    private final Releases releases;
    /** What the call was held under that this ballot gave a vote to. */
    private Optional<HoldUnder> approved = Optional.empty();

    private Votes(Draft draft, Ballot ballot, Circumstances now) {
        this.draft = draft;
        this.ballot = ballot;
        this.now = now;
        this.releases = new Releases(draft, now);
    }

    static Decision decide(Draft draft, GateCommand.DecideCall command, Circumstances now) {
        Optional<CallState> call = Withdrawals.find(draft, command.call().callId());
        if (call.isEmpty()) {
            return draft.reply(Outcomes.notFound(command, "no such call"));
        }
        if (draft.state().known().flatMap(KnownCall::stray).isPresent()) {
            return draft.reply(Outcomes.decided(command, call.get()));
        }
        Ballot ballot = new Ballot(
                command,
                List.of(command.call()),
                command.verb(),
                command.arguments(),
                command.answer(),
                command.reason(),
                command.grant());
        return draft.reply(new Votes(draft, ballot, now).count());
    }

    static Decision decide(Draft draft, GateCommand.DecideTurn command, Circumstances now) {
        Optional<TurnState> turn = draft.state().turn();
        if (turn.isEmpty()) {
            return draft.reply(Outcomes.notFound(command, "no such turn"));
        }
        for (SeenCall seen : command.calls()) {
            if (turn.get().call(seen.callId()).isEmpty()) {
                return draft.reply(Outcomes.notFound(command, "the turn has no call " + seen.callId()));
            }
        }
        Ballot ballot = new Ballot(
                command,
                command.calls(),
                command.verb(),
                Optional.empty(),
                Optional.empty(),
                command.reason(),
                Optional.empty());
        return draft.reply(new Votes(draft, ballot, now).count());
    }

    private Answered count() {
        List<CallId> undecided = new ArrayList<>();
        for (SeenCall seen : ballot.calls()) {
            CallState call = draft.call(seen.callId());
            Optional<Answered> obstacle = obstacle(call, seen);
            if (obstacle.isPresent()) {
                return obstacle.get();
            }
            if (call.isHeld()) {
                undecided.add(call.id());
            }
        }
        if (!undecided.isEmpty()) {
            switch (ballot.verb()) {
                case APPROVE -> approve(undecided, releases);
                case EDIT -> edit(undecided.getFirst());
                case REJECT -> close(undecided, new Reason(Kind.REJECTED, ballot.reason(), Optional.empty()));
                case RESPOND -> respond(undecided.getFirst());
            }
        }
        return answer(undecided);
    }

    private Answered answer(List<CallId> undecided) {
        Optional<CallState> denied = undecided.stream()
                .map(draft::call)
                .filter(call -> call.isClosedAs(Kind.DENIED))
                .findFirst();
        // Where some of it was done, the standings tell of each what became of it.
        boolean noneDone = undecided.stream().map(draft::call).allMatch(CallState::isClosed);
        if (denied.isPresent() && noneDone) {
            return Outcomes.denied(ballot.command(), denied.get());
        }
        Optional<Grant> given = grant();
        given.ifPresent(made -> draft.emit(new GateEvent.GrantMade(made.madeOn().callId(), made)));
        List<Standing> standings = ballot.calls().stream()
                .map(seen -> draft.call(seen.callId()).standing())
                .toList();
        return Outcomes.acceptedWithGrant(ballot.command(), standings, given.map(Grant::id));
    }

    private Optional<Answered> obstacle(CallState call, SeenCall seen) {
        return switch (call.phase()) {
            case CallPhase.Held held -> obstacle(call, held, seen);
            case CallPhase.Released released -> unlessSame(call, seen, released.approvedBy());
            case CallPhase.Finished finished -> unlessSame(call, seen, finished.approvedBy());
            case CallPhase.Closed closed -> unlessSame(call, seen, closed);
        };
    }

    private Optional<Answered> obstacle(CallState call, CallPhase.Held held, SeenCall seen) {
        Optional<Answered> obstacle = Entitlement.obstacle(ballot.command(), ballot.verb(), call, held)
                .or(() -> isRepeatedEdit(call, held, seen) ? Optional.empty() : stale(call, seen));
        if (obstacle.isPresent()) {
            return obstacle;
        }
        HoldUnder under = underAfter(call, held);
        Optional<Answered> misfit = ballot.verb() == Verb.EDIT ? misfit(call, under) : Optional.empty();
        return misfit.or(
                () -> ballot.grant().flatMap(wish -> Grants.obstacle(ballot.command(), wish, call, under, now)));
    }

    /** What the call is held under once its arguments are those of the ballot. */
    private HoldUnder underAfter(CallState call, CallPhase.Held held) {
        return ballot.verb() == Verb.EDIT
                        && !ballot.hasArgumentsOf(call)
                        && now.edit().orElseThrow().verdict() instanceof PolicyVerdict.Hold verdict
                ? held.under().rule(verdict)
                : held.under();
    }

    /** An edit that waits for further people, sent once more. */
    private boolean isRepeatedEdit(CallState call, CallPhase.Held held, SeenCall seen) {
        return ballot.verb() == Verb.EDIT
                && call.edited()
                && ballot.hasArgumentsOf(call)
                && call.toolDigest().filter(seen.toolDigest()::equals).isPresent()
                && !held.takesVoteOf(ballot.voter().name());
    }

    /** The same person saying the same of the same once more gets the same answer. */
    private Optional<Answered> unlessSame(CallState call, SeenCall seen, List<Decider> approvedBy) {
        boolean saw = switch (ballot.verb()) {
            case APPROVE -> call.argumentsDigest().equals(seen.argumentsDigest());
            case EDIT -> ballot.hasArgumentsOf(call);
            case REJECT, RESPOND -> false;
        };
        return unlessSame(saw, call, seen, approvedBy);
    }

    private Optional<Answered> unlessSame(CallState call, SeenCall seen, CallPhase.Closed closed) {
        boolean said = switch (closed.reason().kind()) {
            case REJECTED -> ballot.verb() == Verb.REJECT;
            case ANSWERED ->
                ballot.verb() == Verb.RESPOND
                        && ballot.answer().filter(closed::isAnswer).isPresent();
            case DENIED, EXPIRED, WITHDRAWN, INVALID, SIBLING_REJECTED -> false;
        };
        boolean saw = call.argumentsDigest().equals(seen.argumentsDigest());
        return unlessSame(said && saw, call, seen, closed.decidedBy().stream().toList());
    }

    private Optional<Answered> unlessSame(boolean saidAndSaw, CallState call, SeenCall seen, List<Decider> by) {
        boolean same = saidAndSaw
                && by.stream().map(Decider::name).anyMatch(ballot.voter().name()::equals)
                && call.toolDigest().filter(seen.toolDigest()::equals).isPresent();
        return same ? Optional.empty() : Optional.of(Outcomes.decided(ballot.command(), call));
    }

    private Optional<Answered> stale(CallState call, SeenCall seen) {
        if (!call.argumentsDigest().equals(seen.argumentsDigest())) {
            return stale(Refusal.STALE_ARGUMENTS, "the arguments are not those that were shown", call.id());
        }
        if (call.toolDigest().filter(seen.toolDigest()::equals).isEmpty()) {
            return stale(Refusal.STALE_TOOL, "the tool is not as it was shown", call.id());
        }
        boolean needsTool = switch (ballot.verb()) {
            case APPROVE, EDIT -> true;
            // Refusing what is gone is safe, and so is answering in its place.
            case REJECT, RESPOND -> false;
        };
        return !needsTool || releases.catchUpWithTool(call)
                ? Optional.empty()
                : stale(Refusal.STALE_TOOL, "the tool has changed since it was shown", call.id());
    }

    private Optional<Answered> stale(Refusal kind, String message, CallId call) {
        return Optional.of(Outcomes.refused(ballot.command(), kind, "call " + call + ": " + message, draft.call(call)));
    }

    /** Arguments that the tool does not take, or that the policy denies, take nothing's place. */
    private Optional<Answered> misfit(CallState call, HoldUnder under) {
        Circumstances.Consideration edited = now.edit().orElseThrow();
        return switch (edited.offer()) {
            case Offer.Gone gone -> refuse(Refusal.STALE_TOOL, gone.message(), call);
            case Offer.Unfit unfit -> refuse(Refusal.UNFIT_ARGUMENTS, unfit.message(), call);
            case Offer.Fits fits ->
                Denials.of(fits.annotations(), edited.verdict(), now)
                        .flatMap(denial ->
                                refuse(Refusal.DENIED, denial.reason().message().orElse("denied"), call))
                        .or(() -> isOver(under)
                                ? refuse(Refusal.EXPIRED, "the time that its new rule gives is over", call)
                                : Optional.empty());
        };
    }

    private boolean isOver(HoldUnder under) {
        return expiry(under).filter(at -> !now.time().isBefore(at)).isPresent();
    }

    private Optional<Instant> expiry(HoldUnder under) {
        return under.terms().expiry().map(draft.turn().openedAt()::plus);
    }

    private Optional<Answered> refuse(Refusal kind, String message, CallState call) {
        return Optional.of(Outcomes.refused(ballot.command(), kind, "call " + call.id() + ": " + message, call));
    }

    /** What was given with an approval that did not count, or not for the first time, is not given. */
    private Optional<Grant> grant() {
        return approved.flatMap(under -> ballot.grant().flatMap(wish -> grant(wish, under, draft.call(ballot.only()))));
    }

    private Optional<Grant> grant(GrantWish wish, HoldUnder under, CallState call) {
        return call.isClosed()
                ? Optional.empty()
                : Optional.of(Grants.made(
                        ballot.command(), wish, call, under, draft.turn().key().conversationId(), now));
    }

    private void approve(List<CallId> calls, Releases after) {
        calls.forEach(this::castVote);
        after.releaseDecided(calls);
    }

    private void castVote(CallId call) {
        if (draft.call(call).phase() instanceof CallPhase.Held held
                && held.takesVoteOf(ballot.voter().name())) {
            draft.emit(new GateEvent.VoteCast(call, ballot.voter().at(now.time())));
            approved = Optional.of(held.under());
        }
    }

    /** Other arguments void what was voted: on the call and, where calls are released together, on all of them. */
    private void edit(CallId id) {
        if (!(draft.call(id).phase() instanceof CallPhase.Held held)) {
            throw new IllegalStateException("only what is held is edited");
        }
        if (!ballot.hasArgumentsOf(draft.call(id))) {
            HoldUnder under = underAfter(draft.call(id), held);
            CanonicalJson arguments = ballot.arguments().orElseThrow();
            draft.emit(new GateEvent.CallEdited(id, arguments, ballot.voter().at(now.time()), under));
            voidSiblings(id);
            expiry(under)
                    .filter(at -> at.isBefore(draft.turn().expiresAt()))
                    .ifPresent(at -> draft.emit(new GateEvent.ExpiryMoved(at)));
        }
        if (draft.call(id).phase() instanceof CallPhase.Held edited
                && Entitlement.obstacle(ballot.command(), Verb.EDIT, draft.call(id), edited)
                        .isEmpty()) {
            approve(List.of(id), new Releases(draft, now.afterEdit(id)));
        }
    }

    private void voidSiblings(CallId edited) {
        if (draft.turn().gate() == GateMode.CALL) {
            return;
        }
        for (CallState sibling : draft.turn().held()) {
            if (!sibling.id().equals(edited)
                    && sibling.phase() instanceof CallPhase.Held held
                    && !held.votes().isEmpty()) {
                draft.emit(new GateEvent.VotesVoided(sibling.id()));
            }
        }
    }

    private void close(List<CallId> calls, Reason reason) {
        Decider person = ballot.voter().at(now.time());
        calls.forEach(call -> draft.close(call, reason, Optional.of(person), now.time()));
        draft.closeTurnWith(reason.kind(), now.time());
    }

    private void respond(CallId call) {
        Reason reason = Reason.of(Kind.ANSWERED, ballot.answer().orElseThrow());
        draft.close(call, reason, Optional.of(ballot.voter().at(now.time())), now.time());
        releases.releaseDecided(List.of());
    }
}

package dev.countersign.approval.gate;

import dev.countersign.approval.gate.Decision.Answered;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.id.CallId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A person decides: all that they listed or, where one of it is in the way, nothing. */
final class Votes {

    /** What a person said, of one call or of several. */
    private record Ballot(GateCommand.Asked command, List<SeenCall> calls, Choice choice, Optional<String> reason) {

        Voter voter() {
            return command.voter();
        }
    }

    private final Draft draft;
    private final Ballot ballot;
    private final Circumstances now;

    private Votes(Draft draft, Ballot ballot, Circumstances now) {
        this.draft = draft;
        this.ballot = ballot;
        this.now = now;
    }

    static Decision decide(Draft draft, GateCommand.DecideCall command, Circumstances now) {
        Optional<CallState> call = Withdrawals.find(draft, command.call().callId());
        if (call.isEmpty()) {
            return draft.reply(Outcomes.notFound(command, "no such call"));
        }
        if (draft.state().known().flatMap(KnownCall::stray).isPresent()) {
            return draft.reply(Outcomes.decided(command, call.get()));
        }
        Ballot ballot = new Ballot(command, List.of(command.call()), command.choice(), command.reason());
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
        Ballot ballot = new Ballot(command, command.calls(), command.choice(), command.reason());
        return draft.reply(new Votes(draft, ballot, now).count());
    }

    private Answered count() {
        List<CallState> undecided = new ArrayList<>();
        for (SeenCall seen : ballot.calls()) {
            CallState call = draft.call(seen.callId());
            Optional<Answered> obstacle = obstacle(call, seen);
            if (obstacle.isPresent()) {
                return obstacle.get();
            }
            if (call.isHeld()) {
                undecided.add(call);
            }
        }
        if (!undecided.isEmpty()) {
            switch (ballot.choice()) {
                case APPROVE -> approve(undecided);
                case REJECT -> reject(undecided);
            }
        }
        return Outcomes.accepted(
                ballot.command(),
                ballot.calls().stream()
                        .map(seen -> draft.call(seen.callId()).standing())
                        .toList());
    }

    private Optional<Answered> obstacle(CallState call, SeenCall seen) {
        return switch (call.phase()) {
            case CallPhase.Held held -> stale(call, seen);
            case CallPhase.Released released -> unlessSame(call, seen, Choice.APPROVE, released.approvedBy());
            case CallPhase.Finished finished -> unlessSame(call, seen, Choice.APPROVE, finished.approvedBy());
            case CallPhase.Closed closed ->
                closed.reason().kind() == Kind.REJECTED
                        ? unlessSame(
                                call,
                                seen,
                                Choice.REJECT,
                                closed.decidedBy().stream().toList())
                        : Optional.of(Outcomes.decided(ballot.command(), call));
        };
    }

    /** The same person saying the same of the same once more gets the same answer. */
    private Optional<Answered> unlessSame(CallState call, SeenCall seen, Choice was, List<Decider> by) {
        boolean same = ballot.choice() == was
                && by.stream().map(Decider::name).anyMatch(ballot.voter().name()::equals)
                && call.argumentsDigest().equals(seen.argumentsDigest())
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
        // A no needs no tool: refusing what is gone is safe.
        return ballot.choice() == Choice.REJECT || catchUpWithTool(call)
                ? Optional.empty()
                : stale(Refusal.STALE_TOOL, "the tool has changed since it was shown", call.id());
    }

    private Optional<Answered> stale(Refusal kind, String message, CallId call) {
        return Optional.of(Outcomes.stale(ballot.command(), kind, "call " + call + ": " + message, draft.call(call)));
    }

    /** Whether the tool still is what the call is held under; if not, the call follows the tool. */
    private boolean catchUpWithTool(CallState call) {
        return switch (now.offer(call.id())) {
            case Offer.Fits fits -> {
                boolean unchanged =
                        call.toolDigest().filter(fits.toolDigest()::equals).isPresent();
                if (!unchanged) {
                    draft.emit(new GateEvent.ToolChanged(call.id(), fits.toolDigest()));
                }
                yield unchanged;
            }
            case Offer.Unfit unfit -> invalid(call, unfit.message());
            case Offer.Gone gone -> invalid(call, gone.message());
        };
    }

    private boolean invalid(CallState call, String message) {
        draft.close(call.id(), Reason.of(Kind.INVALID, message), Optional.empty(), now.time());
        draft.closeTurnWith(Kind.INVALID, now.time());
        return false;
    }

    private void reject(List<CallState> calls) {
        Decider person = ballot.voter().at(now.time());
        Reason reason = new Reason(Kind.REJECTED, ballot.reason(), Optional.empty());
        calls.forEach(call -> draft.close(call.id(), reason, Optional.of(person), now.time()));
        draft.closeTurnWith(Kind.REJECTED, now.time());
    }

    private void approve(List<CallState> calls) {
        for (CallState call : calls) {
            if (call.phase() instanceof CallPhase.Held held
                    && held.takesVoteOf(ballot.voter().name())) {
                draft.emit(new GateEvent.VoteCast(call.id(), ballot.voter().at(now.time())));
            }
        }
        switch (draft.turn().gate()) {
            case CALL -> calls.forEach(call -> release(draft.call(call.id())));
            case TURN -> releaseWholeTurn();
        }
    }

    private void releaseWholeTurn() {
        if (!draft.turn().hasItsVotes()) {
            return;
        }
        boolean unchanged = true;
        for (CallState call : draft.turn().calls()) {
            // A change closes or refreshes a call, and a closed one closes the rest.
            unchanged &= draft.call(call.id()).isHeld() && catchUpWithTool(draft.call(call.id()));
        }
        if (unchanged) {
            draft.turn().calls().forEach(this::release);
        }
    }

    private void release(CallState call) {
        if (!(call.phase() instanceof CallPhase.Held held) || !(now.offer(call.id()) instanceof Offer.Fits fits)) {
            throw new IllegalStateException("only what is held and fits is released");
        }
        Instant notAfter = now.time().plus(now.terms().validity());
        Instant watchUntil = notAfter.plus(fits.longestRun()).plus(now.terms().silence());
        draft.emit(new GateEvent.CallReleased(
                call.id(), held.votes(), fits.executor(), fits.toolDigest(), now.time(), notAfter, watchUntil));
    }
}

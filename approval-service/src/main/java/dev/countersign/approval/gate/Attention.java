package dev.countersign.approval.gate;

import dev.countersign.approval.gate.GateOutcome.Refusal;
import dev.countersign.contract.event.Claim;
import dev.countersign.contract.event.Comment;
import dev.countersign.contract.id.CallId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** People tell each other of a call; nothing of it decides. */
final class Attention {

    /** From then on nobody is taken to look at it any more. */
    static final Duration CLAIM = Duration.ofMinutes(15);

    static final int MAX_COMMENTS = 50;

    private Attention() {}

    static Decision claim(Draft draft, GateCommand.ClaimCall command, Circumstances now) {
        Optional<CallState> call = Withdrawals.find(draft, command.callId());
        if (call.isEmpty()) {
            return draft.reply(Outcomes.notFound(command, "no such call"));
        }
        if (!(call.get().phase() instanceof CallPhase.Held held)) {
            return draft.reply(Outcomes.decided(command, call.get()));
        }
        if (!held.under().includes(command.voter(), held.nudged().escalated())) {
            return draft.reply(Outcomes.refused(
                    command, Refusal.NOT_ENTITLED, "its rule asks people of other groups", call.get()));
        }
        if (held.claim()
                .filter(claim -> !claim.name().equals(command.voter().name()))
                .isPresent()) {
            return draft.reply(
                    claimedByAnother(command, call.get(), held.claim().get()));
        }
        Claim claim = new Claim(command.voter().name(), now.time(), now.time().plus(CLAIM));
        draft.emit(new GateEvent.CallClaimed(command.callId(), claim));
        return accepted(draft, command, command.callId());
    }

    static Decision unclaim(Draft draft, GateCommand.UnclaimCall command, Circumstances now) {
        Optional<CallState> call = Withdrawals.find(draft, command.callId());
        if (call.isEmpty()) {
            return draft.reply(Outcomes.notFound(command, "no such call"));
        }
        if (!(call.get().phase() instanceof CallPhase.Held held)) {
            return draft.reply(Outcomes.decided(command, call.get()));
        }
        Optional<Claim> claim = held.claim();
        if (claim.isPresent()) {
            Voter voter = command.voter();
            if (!voter.admin() && !claim.get().name().equals(voter.name())) {
                return draft.reply(claimedByAnother(command, call.get(), claim.get()));
            }
            draft.emit(new GateEvent.CallUnclaimed(command.callId()));
        }
        return accepted(draft, command, command.callId());
    }

    static Decision comment(Draft draft, GateCommand.CommentOn command, Circumstances now) {
        Optional<CallState> call = draft.state().turn().flatMap(turn -> turn.call(command.callId()));
        if (call.isEmpty()) {
            return draft.reply(Outcomes.notFound(command, "no such call"));
        }
        if (call.get().comments() >= MAX_COMMENTS) {
            return draft.reply(
                    Outcomes.refused(command, Refusal.TOO_MANY_COMMENTS, "a call has at most 50 comments", call.get()));
        }
        Comment comment = new Comment(command.voter().name(), now.time(), command.text());
        draft.emit(new GateEvent.CallCommented(command.callId(), comment));
        return accepted(draft, command, command.callId());
    }

    /** Whoever claimed a call and was not heard of for too long looks at it no longer. */
    static void lapse(Draft draft, Instant time) {
        for (CallState call : draft.state().turn().map(TurnState::held).orElse(List.of())) {
            if (call.phase() instanceof CallPhase.Held held
                    && held.claim()
                            .filter(claim -> !time.isBefore(claim.until()))
                            .isPresent()) {
                draft.emit(new GateEvent.CallUnclaimed(call.id()));
            }
        }
    }

    private static Decision accepted(Draft draft, GateCommand.Asked command, CallId call) {
        return draft.reply(Outcomes.accepted(command, draft.call(call)));
    }

    private static Decision.Answered claimedByAnother(GateCommand.Asked command, CallState call, Claim claim) {
        String message = "call " + call.id() + ": " + claim.name() + " looks at it since " + claim.at();
        return Outcomes.refused(command, Refusal.CLAIMED, message, call);
    }
}

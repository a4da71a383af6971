package dev.countersign.approval.gate;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallId;
import java.time.Instant;
import java.util.Optional;

/** What time alone brings about: expiry, the gate's word for a silent executor, forgetting. */
final class Clock {

    static final String NO_ANSWER = "no executor answered";

    private Clock() {}

    /** At the very instant {@code expiresAt} everything that was not released is expired, what was voted included. */
    static void expire(Draft draft, Instant time) {
        Optional<TurnState> turn = draft.state().turn();
        if (turn.isEmpty() || !turn.get().isExpiredAt(time) || turn.get().held().isEmpty()) {
            return;
        }
        for (CallState call : turn.get().held()) {
            draft.close(call.id(), GateMachine.EXPIRED, Optional.empty(), time);
        }
        if (turn.get().gate() == GateMode.TURN) {
            draft.emit(new GateEvent.TurnClosed(RejectedCall.Kind.EXPIRED));
        }
    }

    static Decision turnDue(Draft draft, Circumstances now) {
        if (draft.state().turn().isPresent()) {
            draft.turn().held().forEach(call -> nudge(draft, call.id(), now));
            speakForSilent(draft, now);
            if (draft.turn().held().isEmpty()
                    && !now.time().isBefore(draft.turn().dueAt(now.terms().retention()))) {
                draft.emit(new GateEvent.TurnForgotten());
            }
        }
        return draft.reply(new Decision.Taken());
    }

    private static void nudge(Draft draft, CallId id, Circumstances now) {
        Instant expiresAt = draft.turn().expiresAt();
        if (draft.call(id).phase() instanceof CallPhase.Held held && !held.isApproved()) {
            held.nudged()
                    .due(held.under(), expiresAt, now.time())
                    .forEach(nudge -> draft.emit(new GateEvent.PeopleNudged(id, nudge)));
        }
    }

    private static void speakForSilent(Draft draft, Circumstances now) {
        Instant heardOut = now.listeningSince().plus(now.terms().silence());
        for (CallState call : draft.turn().calls()) {
            if (call.phase() instanceof CallPhase.Released released
                    && !now.time().isBefore(released.watchUntil())) {
                // What was reported while nobody listened is still to be read.
                draft.emit(
                        now.time().isBefore(heardOut)
                                ? new GateEvent.WatchProlonged(call.id(), heardOut)
                                : new GateEvent.CallUnanswered(
                                        call.id(), unanswered(draft.turn(), call, now), now.time()));
            }
        }
    }

    private static ToolResult unanswered(TurnState turn, CallState call, Circumstances now) {
        return new ToolResult(
                call.id(),
                turn.key().conversationId(),
                turn.place(call),
                call.tool(),
                ToolResult.Status.UNKNOWN,
                Optional.empty(),
                Optional.of(NO_ANSWER),
                call.edited() ? Optional.of(now.arguments(call.id())) : Optional.empty(),
                Optional.empty(),
                now.time(),
                0,
                false,
                Optional.empty(),
                Optional.empty());
    }

    static Decision strayDue(Draft draft, CallId call, Circumstances now) {
        draft.state()
                .known()
                .flatMap(known -> known.forgetAt(now.terms().retention()))
                .filter(due -> !now.time().isBefore(due))
                .ifPresent(due -> draft.emit(new GateEvent.StrayForgotten(call)));
        return draft.reply(new Decision.Taken());
    }
}

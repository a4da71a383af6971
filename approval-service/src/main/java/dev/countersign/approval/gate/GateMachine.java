package dev.countersign.approval.gate;

import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.json.Digest;
import java.util.List;
import java.util.Optional;

/**
 * The gate: a pure function from what is known and what is told to what happens. Every call gets exactly one terminal
 * decision; under {@code gate: turn} the calls of a turn are released together or not at all.
 */
public final class GateMachine {

    private GateMachine() {}

    /** What the command leads to. A command that comes when the turn's time is over finds it expired. */
    public static Decision decide(GateState state, GateCommand command, Circumstances now) {
        Draft draft = new Draft(state);
        Clock.expire(draft, now.time());
        Attention.lapse(draft, now.time());
        Endings.withdrawLeft(draft, command, now);
        return switch (command) {
            case GateCommand.Propose propose -> Arrivals.propose(draft, propose, now);
            case GateCommand.DecideCall decide -> Votes.decide(draft, decide, now);
            case GateCommand.DecideTurn decide -> Votes.decide(draft, decide, now);
            case GateCommand.WithdrawCall withdraw -> Withdrawals.withdraw(draft, withdraw, now);
            case GateCommand.EndConversation end -> Endings.endTurn(draft, end, now);
            case GateCommand.ClaimCall claim -> Attention.claim(draft, claim, now);
            case GateCommand.UnclaimCall unclaim -> Attention.unclaim(draft, unclaim, now);
            case GateCommand.CommentOn comment -> Attention.comment(draft, comment, now);
            case GateCommand.SettleCall settle -> Settlements.settle(draft, settle, now);
            case GateCommand.GiveUp giveUp -> Withdrawals.giveUp(draft, giveUp, now);
            case GateCommand.Observe observe -> Results.observe(draft, observe.result(), now);
            case GateCommand.ObserveStart start -> Results.started(draft, start.started());
            case GateCommand.TurnDue due -> Clock.turnDue(draft, now);
            case GateCommand.EndDue due -> draft.reply(new Decision.Taken());
            case GateCommand.StrayDue due -> Clock.strayDue(draft, due.call().callId(), now);
        };
    }

    /** The state after an event; live and in every replay the same. */
    public static GateState apply(GateState state, GateEvent event) {
        return switch (event) {
            case GateEvent.TurnOpened opened ->
                state.withTurn(new TurnState(
                        opened.key(),
                        opened.gate(),
                        opened.size(),
                        opened.openedAt(),
                        opened.expiresAt(),
                        Optional.empty(),
                        List.of()));
            case GateEvent.ExpiryMoved moved -> state.withTurn(turn(state).expiringAt(moved.expiresAt()));
            case GateEvent.TurnClosed closed -> state.withTurn(turn(state).closedBy(closed.cause()));
            case GateEvent.TurnForgotten forgotten -> GateState.EMPTY;
            case GateEvent.CallStrayed strayed -> state.withKnown(strayed.known());
            case GateEvent.StrayForgotten forgotten -> new GateState(state.turn(), Optional.empty());
            case GateEvent.CallCame came ->
                state.withTurn(turn(state).with(came.call()))
                        .withKnown(new KnownCall(turn(state).key(), came.content(), Optional.empty()));
            case GateEvent.OfCall ofCall -> state.withTurn(turn(state).replacing(after(call(state, ofCall), ofCall)));
        };
    }

    private static CallState after(CallState call, GateEvent.OfCall event) {
        return switch (event) {
            case GateEvent.CallCame came -> came.call();
            case GateEvent.VoteCast cast -> call.in(held(call).withVote(cast.voter()));
            case GateEvent.ApprovedByItself approved ->
                call.in(held(call).approvedByItself(new CallPhase.ByItself(approved.by(), approved.grant())));
            case GateEvent.VotesVoided voided -> call.in(held(call).withoutVotes());
            case GateEvent.HeldAfterAll after -> call.in(held(call).heldAfterAll());
            case GateEvent.CallEdited edited ->
                call.edited(edited.arguments().digest(), held(call).anewUnder(edited.hold()));
            case GateEvent.CallClaimed claimed -> call.in(held(call).claimed(Optional.of(claimed.claim())));
            case GateEvent.CallUnclaimed unclaimed -> call.in(held(call).claimed(Optional.empty()));
            case GateEvent.CallCommented commented -> call.commented();
            case GateEvent.PeopleNudged nudged -> {
                CallPhase.Held held = held(call);
                yield call.in(held.nudged(held.nudged().after(nudged.nudge(), held.under())));
            }
            case GateEvent.GrantMade made -> call;
            case GateEvent.GrantUsed used -> call;
            case GateEvent.CallStarted started -> call;
            case GateEvent.ToolChanged changed ->
                call.heldUnder(
                        changed.toolDigest(), held(call).anewUnder(held(call).under()));
            case GateEvent.CallReleased released ->
                call.in(held(call)
                        .release(released.approvedBy(), released.executor(), released.at(), released.watchUntil()));
            case GateEvent.CallClosed closed ->
                call.in(held(call).close(closed.reason(), closed.decidedBy(), closed.at()));
            case GateEvent.ResultTaken taken -> call.in(released(call).finish(taken.result(), taken.at()));
            case GateEvent.WatchProlonged prolonged -> call.in(released(call).watchedUntil(prolonged.until()));
            case GateEvent.CallUnanswered unanswered ->
                call.in(released(call).finish(unanswered.result(), unanswered.at()));
            case GateEvent.LateResultTaken taken -> call.in(withLate(call, Results.digest(taken.result())));
            case GateEvent.CallSettled settled -> call.in(finished(call).settled(settled.settlement()));
        };
    }

    private static TurnState turn(GateState state) {
        return state.turn().orElseThrow(() -> new IllegalStateException("the event is about a turn that is not there"));
    }

    private static CallState call(GateState state, GateEvent.OfCall event) {
        return turn(state)
                .call(event.callId())
                .orElseThrow(() -> new IllegalStateException("the event is about a call that is not there"));
    }

    private static CallPhase withLate(CallState call, Digest late) {
        return call.phase() instanceof CallPhase.Released released
                ? released.withLate(late)
                : finished(call).withLate(late);
    }

    private static CallPhase.Held held(CallState call) {
        return call.phase() instanceof CallPhase.Held held ? held : impossible(call, CallPhase.Held.class);
    }

    private static CallPhase.Released released(CallState call) {
        return call.phase() instanceof CallPhase.Released released
                ? released
                : impossible(call, CallPhase.Released.class);
    }

    private static CallPhase.Finished finished(CallState call) {
        return call.phase() instanceof CallPhase.Finished finished
                ? finished
                : impossible(call, CallPhase.Finished.class);
    }

    private static <P extends CallPhase> P impossible(CallState call, Class<P> expected) {
        throw new IllegalStateException("call " + call.id() + " is in "
                + call.phase().getClass().getSimpleName() + ", not in " + expected.getSimpleName());
    }

    /** The reason of a turn's clock. */
    static final RejectedCall.Reason EXPIRED =
            RejectedCall.Reason.of(RejectedCall.Kind.EXPIRED, "nobody decided in time");
}

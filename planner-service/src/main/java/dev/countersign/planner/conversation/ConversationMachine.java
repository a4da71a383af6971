package dev.countersign.planner.conversation;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.planner.conversation.ConversationCommand.HearModel;
import dev.countersign.planner.conversation.ConversationCommand.PassTime;
import dev.countersign.planner.conversation.ConversationCommand.Submit;
import dev.countersign.planner.conversation.ConversationCommand.TakeRejection;
import dev.countersign.planner.conversation.ConversationCommand.TakeResult;
import dev.countersign.planner.conversation.ConversationEvent.CallClosed;
import dev.countersign.planner.conversation.ConversationEvent.Forgotten;
import dev.countersign.planner.conversation.ConversationEvent.Gone;
import dev.countersign.planner.conversation.ConversationEvent.ModelSpoke;
import dev.countersign.planner.conversation.ConversationEvent.PromptBegun;
import dev.countersign.planner.conversation.ConversationEvent.PromptEnded;
import dev.countersign.planner.conversation.ConversationEvent.PromptQueued;
import dev.countersign.planner.conversation.ConversationEvent.PromptRefusedRoom;
import dev.countersign.planner.conversation.ConversationEvent.TurnOpened;
import dev.countersign.planner.conversation.ConversationState.Owner;
import dev.countersign.planner.conversation.ConversationState.Running;
import dev.countersign.planner.conversation.Decision.Ignored;
import dev.countersign.planner.conversation.Decision.Refused;
import dev.countersign.planner.conversation.Decision.Why;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a conversation. {@link #decide} says what a command leads to and changes nothing; {@link #apply} is the
 * only way in which a state changes.
 */
public final class ConversationMachine {
    private final ConversationLimits limits;

    public ConversationMachine(ConversationLimits limits) {
        this.limits = limits;
    }

    /** What the command leads to, at a time by the broker's clock. */
    public Decision decide(ConversationState state, ConversationCommand command, Instant at) {
        return switch (command) {
            case Submit submit -> submit(state, submit.ask(), at);
            case HearModel heard -> hear(state, heard.reply(), at);
            case TakeResult taken ->
                taken.result().late()
                        ? new Ignored(Why.LATE_RESULT)
                        : close(state, taken.result().callId(), Outcome.of(taken.result()), at);
            case TakeRejection taken ->
                close(
                        state,
                        taken.rejection().callId(),
                        Outcome.of(taken.rejection().reason()),
                        at);
            case PassTime passed -> passTime(state, at);
        };
    }

    private Decision submit(ConversationState state, Ask ask, Instant at) {
        if (state.owner()
                .filter(owner -> !owner.requester().equals(ask.requester()))
                .isPresent()) {
            return new Refused(Why.OTHER_REQUESTER);
        }
        if (state.knows(ask.promptId())) {
            return new Ignored(Why.REPEATED_PROMPT);
        }
        Unfolding unfolding = new Unfolding(state, limits, at);
        if (state.running().isEmpty()) {
            return unfolding.begin(ask).accepted();
        }
        return state.queue().size() >= limits.maxQueued() ? new Refused(Why.QUEUE_FULL) : enqueue(unfolding, ask);
    }

    private Decision enqueue(Unfolding unfolding, Ask ask) {
        Unfolding queued = unfolding.then(new PromptQueued(ask));
        return queued.state().queuedBytes() > limits.maxQueuedBytes() ? new Refused(Why.QUEUE_FULL) : queued.accepted();
    }

    private Decision hear(ConversationState state, ModelReply reply, Instant at) {
        return state.awaitsModel(reply.turn())
                ? new Unfolding(state, limits, at).hear(reply).accepted()
                : new Ignored(Why.TURN_NOT_OPEN);
    }

    private Decision close(ConversationState state, CallId callId, Outcome outcome, Instant at) {
        boolean open = state.openStep()
                .flatMap(step -> step.call(callId))
                .filter(Call::open)
                .isPresent();
        return open
                ? new Unfolding(state, limits, at).close(callId, outcome).accepted()
                : new Ignored(Why.CALL_NOT_OPEN);
    }

    private Decision passTime(ConversationState state, Instant at) {
        if (state.dueAt(limits).isAfter(at)) {
            return new Ignored(Why.NOT_DUE);
        }
        if (!state.idle()) {
            return new Unfolding(state, limits, at).giveUp().accepted();
        }
        ConversationEvent event = state.owner().isPresent() ? new Forgotten() : new Gone();
        return new Unfolding(state, limits, at).then(event).accepted();
    }

    /** The state after an event. */
    static ConversationState apply(ConversationState state, ConversationEvent event, Instant at) {
        return switch (event) {
            case PromptQueued queued ->
                with(state, state.chapters(), state.running(), plus(state.queue(), queued.ask()), at);
            case PromptBegun begun -> begin(state, begun.ask(), at);
            case TurnOpened opened -> open(state, opened.request().turn(), at);
            case ModelSpoke spoke ->
                with(state, state.chaptersWith(state.chapter().plus(spoke.step())), state.running(), state.queue(), at);
            case CallClosed closed -> closed(state, closed, at);
            case PromptEnded ended -> with(state, state.chapters(), Optional.empty(), state.queue(), at);
            case PromptRefusedRoom refused -> refusedRoom(state, refused, at);
            case Forgotten forgotten -> forgotten(state, at);
            case Gone gone -> ConversationState.empty(state.id());
        };
    }

    private static ConversationState begin(ConversationState state, Ask ask, Instant at) {
        // The turn has no id before it is opened, which the same decision does.
        Running running = new Running(new TurnId("0"), false);
        return new ConversationState(
                state.id(),
                Optional.of(state.owner().orElseGet(() -> new Owner(ask.requester()))),
                plus(state.chapters(), new Chapter(ask, List.of())),
                Optional.of(running),
                without(state.queue(), ask),
                state.refusedRoom(),
                state.turns(),
                state.forgotten(),
                at);
    }

    private static ConversationState open(ConversationState state, TurnId turn, Instant at) {
        return new ConversationState(
                state.id(),
                state.owner(),
                state.chapters(),
                Optional.of(new Running(turn, false)),
                state.queue(),
                state.refusedRoom(),
                state.turns() + 1,
                state.forgotten(),
                at);
    }

    private static ConversationState closed(ConversationState state, CallClosed closed, Instant at) {
        Chapter chapter = state.chapter();
        Step step = chapter.steps().getLast().closed(closed.callId(), closed.outcome());
        Optional<Running> running =
                state.running().map(open -> new Running(open.turn(), open.overflown() || closed.overflown()));
        return with(state, state.chaptersWith(chapter.withLast(step)), running, state.queue(), at);
    }

    private static ConversationState refusedRoom(ConversationState state, PromptRefusedRoom refused, Instant at) {
        List<PromptId> remembered = plus(state.refusedRoom(), refused.promptId());
        int surplus = Math.max(0, remembered.size() - ConversationState.MOST_REMEMBERED);
        return new ConversationState(
                state.id(),
                state.owner(),
                state.chapters(),
                state.running(),
                state.queue().stream()
                        .filter(ask -> !ask.promptId().equals(refused.promptId()))
                        .toList(),
                remembered.subList(surplus, remembered.size()),
                state.turns(),
                state.forgotten(),
                at);
    }

    private static ConversationState forgotten(ConversationState state, Instant at) {
        return new ConversationState(
                state.id(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                state.turns(),
                true,
                at);
    }

    private static ConversationState with(
            ConversationState state, List<Chapter> chapters, Optional<Running> running, List<Ask> queue, Instant at) {
        return new ConversationState(
                state.id(),
                state.owner(),
                chapters,
                running,
                queue,
                state.refusedRoom(),
                state.turns(),
                state.forgotten(),
                at);
    }

    private static List<Ask> without(List<Ask> queue, Ask begun) {
        return queue.stream()
                .filter(ask -> !ask.promptId().equals(begun.promptId()))
                .toList();
    }

    private static <T> List<T> plus(List<T> list, T last) {
        List<T> after = new ArrayList<>(list);
        after.add(last);
        return after;
    }
}

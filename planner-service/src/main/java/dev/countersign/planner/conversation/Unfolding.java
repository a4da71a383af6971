package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.planner.conversation.ConversationEvent.CallClosed;
import dev.countersign.planner.conversation.ConversationEvent.ModelSpoke;
import dev.countersign.planner.conversation.ConversationEvent.PromptBegun;
import dev.countersign.planner.conversation.ConversationEvent.PromptEnded;
import dev.countersign.planner.conversation.ConversationEvent.PromptRefusedRoom;
import dev.countersign.planner.conversation.ConversationEvent.TurnOpened;
import dev.countersign.planner.conversation.ModelReply.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The consequences of one accepted command: one event leads to the next until something is awaited from outside. */
final class Unfolding {
    private final ConversationLimits limits;
    private final Instant at;
    private final List<ConversationEvent> events = new ArrayList<>();
    private ConversationState state;

    Unfolding(ConversationState state, ConversationLimits limits, Instant at) {
        this.state = state;
        this.limits = limits;
        this.at = at;
    }

    ConversationState state() {
        return state;
    }

    Decision accepted() {
        return new Decision.Accepted(events, state);
    }

    Unfolding then(ConversationEvent event) {
        events.add(event);
        state = ConversationMachine.apply(state, event, at);
        return this;
    }

    /** Takes a prompt up, unless the conversation has no room even for its words. */
    Unfolding begin(Ask ask) {
        Chapter chapter = new Chapter(ask, List.of());
        List<Chapter> chapters = new ArrayList<>(state.chapters());
        chapters.add(chapter);
        if (tooLong(chapters)) {
            Answer answer = Answers.of(state, chapter, Answer.Status.FAILED, Answers.TOO_LONG);
            then(new PromptRefusedRoom(ask.promptId(), answer));
            return beginNext();
        }
        return then(new PromptBegun(ask)).openTurn();
    }

    Unfolding hear(ModelReply reply) {
        if (reply.failure().isPresent()) {
            return fail("the model could not be asked: " + reply.failure().get());
        }
        Said said = reply.message().orElseThrow();
        return said.saysNothing() ? fail("the model sent an empty message") : speak(reply.turn(), said);
    }

    Unfolding close(CallId callId, Outcome outcome) {
        Chapter chapter = state.chapter();
        Chapter after = chapter.withLast(chapter.steps().getLast().closed(callId, outcome));
        boolean overflown = tooLong(state.chaptersWith(after));
        then(new CallClosed(callId, overflown ? outcome.emptied() : outcome, overflown));
        return goOn();
    }

    /** Goes on without what does not come: a request that the gate put aside, a turn that nobody took up. */
    Unfolding giveUp() {
        Optional<Step> open = state.openStep();
        if (open.isEmpty()) {
            return fail("the model's message did not come");
        }
        open.get().calls().stream().filter(Call::open).forEach(call -> close(call.callId(), Outcome.unheard()));
        return this;
    }

    private Unfolding speak(TurnId turn, Said said) {
        Step step = new Step(turn, said.text(), new CallSifting(state, turn).calls(said), said.tokens());
        Chapter after = state.chapter().plus(step);
        if (tooLong(state.chaptersWith(after))) {
            return end(Answers.of(state, after, Answer.Status.FAILED, Answers.TOO_LONG));
        }
        then(new ModelSpoke(step, ToolRequests.of(state, step, said.model(), at)));
        return step.calls().isEmpty()
                ? end(answer(Answer.Status.ANSWERED, said.text().orElseThrow()))
                : goOn();
    }

    /** Once every call of the turn has its outcome: end the prompt, or ask the model again. */
    private Unfolding goOn() {
        Step step = state.chapter().steps().getLast();
        return step.open() ? this : ending(step).map(this::end).orElseGet(this::openTurn);
    }

    private Optional<Answer> ending(Step step) {
        PromptOptions options = state.chapter().ask().options();
        if (options.onRejection() == OnRejection.STOP && any(step, Outcome::notApproved)) {
            return Optional.of(answer(Answer.Status.NOT_APPROVED, Answers.notApproved(step)));
        }
        if (state.running().orElseThrow().overflown()) {
            return Optional.of(answer(Answer.Status.FAILED, Answers.TOO_LONG));
        }
        if (options.returnDirect()) {
            Optional<Answer> direct = direct(step);
            if (direct.isPresent()) {
                return direct;
            }
        }
        return state.chapter().steps().size() < options.maxTurns()
                ? Optional.empty()
                : Optional.of(answer(
                        Answer.Status.STEP_LIMIT,
                        "The model was not done after %d messages.".formatted(options.maxTurns())));
    }

    /** The outputs as the answer; nothing where the model has to put a call right or was told to do without. */
    private Optional<Answer> direct(Step step) {
        if (!any(step, outcome -> !outcome.answers())) {
            return Optional.of(answer(Answer.Status.ANSWERED, Answers.outputs(step)));
        }
        return any(step, Outcome::failed)
                ? Optional.of(answer(Answer.Status.FAILED, Answers.failures(step)))
                : Optional.empty();
    }

    private Unfolding openTurn() {
        TurnId turn = new TurnId(Integer.toString(state.turns() + 1));
        Ask ask = state.chapter().ask();
        return then(new TurnOpened(
                new ModelRequest(state.id(), ask.promptId(), turn, ModelMessages.of(state.chapters()), ask.tools())));
    }

    private Unfolding fail(String what) {
        return end(answer(Answer.Status.FAILED, what));
    }

    private Answer answer(Answer.Status status, String text) {
        return Answers.of(state, state.chapter(), status, text);
    }

    private Unfolding end(Answer answer) {
        then(new PromptEnded(answer));
        return beginNext();
    }

    private Unfolding beginNext() {
        return state.running().isPresent() || state.queue().isEmpty()
                ? this
                : begin(state.queue().getFirst());
    }

    private boolean tooLong(List<Chapter> chapters) {
        return ModelMessages.bytes(chapters) > limits.maxBytes();
    }

    private static boolean any(Step step, Predicate<Outcome> what) {
        return step.calls().stream().map(call -> call.outcome().orElseThrow()).anyMatch(what);
    }
}

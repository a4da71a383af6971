package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.planner.conversation.ConversationEvent.ModelSpoke;
import dev.countersign.planner.conversation.ConversationEvent.PromptEnded;
import dev.countersign.planner.conversation.ConversationEvent.PromptRefusedRoom;
import dev.countersign.planner.conversation.ConversationEvent.TurnOpened;
import dev.countersign.planner.conversation.ModelReply.Said;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One conversation that a test talks to. After each step its state has been written and read again. */
final class Talk {
    static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    static final ConversationId ID = new ConversationId("c-1");
    static final PromptOptions DEFAULTS = new PromptOptions(GateMode.TURN, OnRejection.STOP, false, 20);

    final ConversationMachine machine;
    final List<ConversationEvent> events = new ArrayList<>();
    ConversationState state = ConversationState.empty(ID);
    Instant now = START;

    Talk() {
        this(ConversationLimits.defaults());
    }

    Talk(ConversationLimits limits) {
        this.machine = new ConversationMachine(limits);
    }

    Decision tell(ConversationCommand command) {
        Decision decision = machine.decide(state, command, now);
        if (decision instanceof Decision.Accepted accepted) {
            events.addAll(accepted.events());
            state = stored(accepted.next());
        }
        return decision;
    }

    private static ConversationState stored(ConversationState state) {
        try {
            return JsonCodec.read(JsonCodec.write(state), ConversationState.class);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    Decision ask(String promptId) {
        return ask(promptId, DEFAULTS);
    }

    Decision ask(String promptId, PromptOptions options) {
        return tell(new ConversationCommand.Submit(question(promptId, "question " + promptId, options)));
    }

    static Ask question(String promptId, String text, PromptOptions options) {
        return new Ask(
                new PromptId(promptId),
                text,
                Optional.of("alice"),
                Optional.of("proof of " + promptId),
                Optional.empty(),
                Optional.empty(),
                options);
    }

    Decision hear(String turn, ModelCall... calls) {
        return tell(new ConversationCommand.HearModel(ModelReply.said(
                new TurnId(turn),
                new Said(
                        calls.length == 0 ? Optional.of("words " + turn) : Optional.empty(),
                        List.of(calls),
                        new Answer.Tokens(10, 1),
                        Optional.of("m-1")))));
    }

    static ModelCall call(String id) {
        return new ModelCall(id, "count_emails", "{\"last_n_days\":5}");
    }

    Decision succeed(String callId, String output) {
        return tell(new ConversationCommand.TakeResult(
                result(callId, ToolResult.Status.SUCCEEDED, Optional.of(json(output)), Optional.empty(), false)));
    }

    Decision result(String callId, ToolResult.Status status, String error) {
        return tell(new ConversationCommand.TakeResult(
                result(callId, status, Optional.empty(), Optional.of(error), false)));
    }

    Decision reject(String callId, RejectedCall.Kind kind) {
        return reject(callId, RejectedCall.Reason.of(kind, "because"));
    }

    Decision reject(String callId, RejectedCall.Reason reason) {
        return tell(rejection(callId, reason));
    }

    static ConversationCommand rejection(String callId, RejectedCall.Reason reason) {
        return new ConversationCommand.TakeRejection(new RejectedCall(
                new CallId(callId),
                ID,
                Optional.empty(),
                Optional.empty(),
                new ToolName("count_emails"),
                reason,
                Optional.empty(),
                START));
    }

    static ToolResult result(
            String callId,
            ToolResult.Status status,
            Optional<CanonicalJson> output,
            Optional<String> error,
            boolean late) {
        return result(callId, status, output, error, Optional.empty(), late);
    }

    /** The result of a call whose arguments a person changed. */
    static ToolResult edited(
            String callId,
            ToolResult.Status status,
            Optional<CanonicalJson> output,
            Optional<String> error,
            String arguments) {
        return result(callId, status, output, error, Optional.of(json(arguments)), false);
    }

    private static ToolResult result(
            String callId,
            ToolResult.Status status,
            Optional<CanonicalJson> output,
            Optional<String> error,
            Optional<CanonicalJson> editedArguments,
            boolean late) {
        return new ToolResult(
                new CallId(callId),
                ID,
                Optional.empty(),
                new ToolName("count_emails"),
                status,
                output,
                error,
                editedArguments,
                Optional.empty(),
                START,
                1,
                late,
                Optional.empty(),
                Optional.empty());
    }

    static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    List<Answer> answers() {
        return events.stream()
                .<Answer>mapMulti((event, out) -> {
                    if (event instanceof PromptEnded ended) {
                        out.accept(ended.answer());
                    } else if (event instanceof PromptRefusedRoom refused) {
                        out.accept(refused.answer());
                    }
                })
                .toList();
    }

    Answer answer() {
        return answers().getLast();
    }

    List<ToolRequest> requests() {
        return events.stream()
                .filter(ModelSpoke.class::isInstance)
                .flatMap(event -> ((ModelSpoke) event).requests().stream())
                .toList();
    }

    List<ModelRequest> turns() {
        return events.stream()
                .filter(TurnOpened.class::isInstance)
                .map(event -> ((TurnOpened) event).request())
                .toList();
    }

    /** What the model was told of a call when it was asked last. */
    String told(String modelId) {
        return turns().getLast().messages().stream()
                .filter(message -> message.answers().equals(Optional.of(modelId)))
                .findFirst()
                .flatMap(ModelMessage::text)
                .orElseThrow();
    }
}

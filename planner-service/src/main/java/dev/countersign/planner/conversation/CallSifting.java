package dev.countersign.planner.conversation;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.Identifiers;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.planner.conversation.ModelReply.Said;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each call of a model's message its id and parts those that the gate is asked about from those that go straight
 * back to the model.
 */
final class CallSifting {
    private final ConversationState state;
    private final Ask ask;
    private final TurnId turn;
    private final Set<CallId> known;
    private final Set<String> shown = new HashSet<>();

    CallSifting(ConversationState state, TurnId turn) {
        this.state = state;
        this.ask = state.chapter().ask();
        this.turn = turn;
        this.known = state.callIds();
    }

    List<Call> calls(Said said) {
        List<Optional<Outcome>> faults = said.calls().stream()
                .map(call -> fault(call, said.calls().size()).map(Outcome::invalid))
                .toList();
        boolean holdAll =
                ask.options().gate() == GateMode.TURN && faults.stream().anyMatch(Optional::isPresent);
        List<Call> calls = new ArrayList<>();
        for (int index = 0; index < faults.size(); index++) {
            Optional<Outcome> closed =
                    faults.get(index).or(() -> holdAll ? Optional.of(Outcome.siblingOfInvalid()) : Optional.empty());
            calls.add(call(said.calls().get(index), index, closed));
        }
        return calls;
    }

    private Call call(ModelCall written, int index, Optional<Outcome> closed) {
        CallId callId = callId(written, index);
        // An id that is blank or given twice in the message would leave the model unable to tell outcomes apart.
        String shownId = written.id().isBlank() || !shown.add(written.id()) ? callId.value() : written.id();
        shown.add(shownId);
        String shownTool = Call.usable(written.tool())
                ? written.tool()
                : Call.shown(written.tool()).value();
        return new Call(new ModelCall(shownId, shownTool, written.arguments()), callId, closed.isEmpty(), closed);
    }

    private CallId callId(ModelCall written, int index) {
        // After forgetting, the model's own ids may be those of forgotten calls that the gate still knows.
        if (!state.forgotten() && Identifiers.isValid(written.id()) && known.add(new CallId(written.id()))) {
            return new CallId(written.id());
        }
        String minted = Digest.ofText(ask.promptId().value()).hex().substring(0, 16) + "-" + turn + "-" + index;
        CallId callId = new CallId(minted);
        while (!known.add(callId)) {
            callId = new CallId(callId.value() + ".");
        }
        return callId;
    }

    private Optional<String> fault(ModelCall call, int size) {
        if (size > Turn.MAX_SIZE) {
            return Optional.of("a message has at most " + Turn.MAX_SIZE + " calls");
        }
        if (!Call.usable(call.tool())) {
            return Optional.of("a tool's name has 1 to 128 characters, none a control character");
        }
        if (!ask.allows(call.tool())) {
            return Optional.of("this tool is not offered here");
        }
        return argumentsFault(call.arguments());
    }

    private static Optional<String> argumentsFault(String written) {
        try {
            CanonicalJson arguments = Call.arguments(written);
            if (!arguments.isObject()) {
                return Optional.of("the arguments are not a JSON object");
            }
            return arguments.text().getBytes(StandardCharsets.UTF_8).length > ToolRequest.MAX_ARGUMENTS_BYTES
                    ? Optional.of("the arguments have more than " + ToolRequest.MAX_ARGUMENTS_BYTES + " bytes")
                    : Optional.empty();
        } catch (UnreadableException e) {
            return Optional.of("the arguments are not a JSON object: " + e.detail());
        }
    }
}

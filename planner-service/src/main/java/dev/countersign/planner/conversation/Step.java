package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Answer.Tokens;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.TurnId;
import java.util.List;
import java.util.Optional;

/** One message of the model, with its calls in the model's order. */
public record Step(TurnId turn, Optional<String> text, List<Call> calls, Tokens tokens) {
    public Step {
        calls = List.copyOf(calls);
    }

    Step closed(CallId callId, Outcome outcome) {
        List<Call> after = calls.stream()
                .map(call -> call.callId().equals(callId) ? call.closed(outcome) : call)
                .toList();
        return new Step(turn, text, after, tokens);
    }

    Optional<Call> call(CallId callId) {
        return calls.stream().filter(call -> call.callId().equals(callId)).findFirst();
    }

    boolean open() {
        return calls.stream().anyMatch(Call::open);
    }
}

package dev.countersign.planner.conversation;

import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The calls of a model's message as the gate is asked about them. */
final class ToolRequests {
    private ToolRequests() {}

    static List<ToolRequest> of(ConversationState state, Step step, Optional<String> model, Instant at) {
        List<Call> sent = step.calls().stream().filter(Call::sent).toList();
        Ask ask = state.chapter().ask();
        List<ToolRequest> requests = new ArrayList<>();
        for (Call call : sent) {
            requests.add(new ToolRequest(
                    call.callId(),
                    state.id(),
                    Optional.of(ask.promptId()),
                    Optional.of(new Turn(step.turn(), requests.size(), sent.size())),
                    call.tool(),
                    call.arguments(),
                    ask.requester(),
                    ask.requesterProof(),
                    Optional.of(ToolRequest.shown(ask.prompt())),
                    model.map(name -> Encodable.cut(name, 200)),
                    Optional.of(ask.options().gate()),
                    Optional.of(at)));
        }
        return requests;
    }
}

package dev.countersign.planner.conversation;

import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.json.JsonCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The calls of a model's message as the gate is asked about them. */
final class ToolRequests {
    /** Of the prompt, for whoever decides: enough to judge, and the record stays within what the topic takes. */
    private static final int SHOWN_PROMPT = 8_192;

    /** Of a prompt that is proven to be its requester's, as JSON: the proof holds for the whole of it only. */
    private static final int PROVEN_PROMPT_BYTES = 96 * 1024;

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
                    Optional.of(shown(ask)),
                    model.map(name -> Encodable.cut(name, 200)),
                    Optional.of(ask.options().gate()),
                    Optional.of(at)));
        }
        return requests;
    }

    private static String shown(Ask ask) {
        boolean whole = ask.requesterProof().isPresent() && JsonCodec.write(ask.prompt()).length <= PROVEN_PROMPT_BYTES;
        return whole ? ask.prompt() : Encodable.cut(ask.prompt(), SHOWN_PROMPT);
    }
}

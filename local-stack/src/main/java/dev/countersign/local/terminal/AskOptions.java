package dev.countersign.local.terminal;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * How to ask.
 *
 * @param conversation an id; empty: a new conversation
 * @param bare         whether the prompt is put on the topic as any producer may, without proof of who asks
 * @param timeout      how long to wait for the answer
 */
public record AskOptions(
        Optional<GateMode> gate,
        Optional<OnRejection> onRejection,
        boolean returnDirect,
        Optional<Integer> maxTurns,
        Optional<String> system,
        Optional<String> conversation,
        boolean bare,
        Duration timeout) {

    Prompt prompt(String text, ConversationId id, PromptId promptId, String requester) {
        return new Prompt(
                Optional.of(id),
                Optional.of(promptId),
                text,
                Optional.of(requester),
                Optional.empty(),
                system,
                Optional.empty(),
                gate,
                onRejection,
                returnDirect ? Optional.of(true) : Optional.empty(),
                maxTurns);
    }

    ConversationId conversationId() {
        return new ConversationId(conversation.orElseGet(() -> "c-" + UUID.randomUUID()));
    }
}

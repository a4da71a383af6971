package dev.countersign.contract.event;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import java.time.Instant;
import java.util.Optional;

/**
 * An executor is about to start a call; on {@code tool-results}, told from a result by its {@code ce_type}. For people
 * to see: nothing depends on it, and an executor may leave it out.
 *
 * @param startedAt by the executor's clock
 * @param attempt 1 for the first start
 * @param executor the executor's name
 * @param instance which instance of it
 */
public record ToolStarted(
        CallId callId,
        ConversationId conversationId,
        Optional<Turn> turn,
        ToolName tool,
        Instant startedAt,
        int attempt,
        String executor,
        Optional<String> instance) {
    public ToolStarted {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt counts from 1");
        }
        Texts.requireName("executor", executor);
        instance.ifPresent(name -> Texts.requireName("instance", name));
    }

    /** The identity of the call. */
    public CallKey key() {
        return new CallKey(conversationId, callId);
    }
}

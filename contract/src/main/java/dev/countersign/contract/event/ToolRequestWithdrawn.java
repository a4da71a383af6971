package dev.countersign.contract.event;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import java.util.Optional;

/**
 * The asker gives up a call that is still pending; on {@code tool-requests}, told from a request by its
 * {@code ce_type}.
 *
 * @param reason why, for people
 */
public record ToolRequestWithdrawn(CallId callId, ConversationId conversationId, Optional<String> reason) {
    /** The identity of the call. */
    public CallKey key() {
        return new CallKey(conversationId, callId);
    }
}

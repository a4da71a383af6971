package dev.countersign.contract.id;

/**
 * The identity of a call everywhere: stores, keys, the ledger, URLs. Its text {@code conversationId/callId} is
 * unambiguous because no id holds a slash.
 */
public record CallKey(ConversationId conversationId, CallId callId) {
    /**
     * Reads the text form back.
     *
     * @throws IllegalArgumentException if the text is not two ids with a slash between
     */
    public static CallKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("a call's key is its conversation's id, a slash and its own id");
        }
        return new CallKey(new ConversationId(text.substring(0, slash)), new CallId(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return conversationId + "/" + callId;
    }
}

package dev.countersign.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names a conversation. Everything that happens in one lies in one partition of each service. */
public record ConversationId(@JsonValue String value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ConversationId {
        Identifiers.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.countersign.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names one model message with tool calls within its conversation. */
public record TurnId(@JsonValue String value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TurnId {
        Identifiers.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.countersign.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names a tool call within its conversation; only the pair with the conversation's id names it everywhere. */
public record CallId(@JsonValue String value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CallId {
        Identifiers.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}

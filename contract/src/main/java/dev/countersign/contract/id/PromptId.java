package dev.countersign.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names a prompt within its conversation. */
public record PromptId(@JsonValue String value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public PromptId {
        Identifiers.check(value);
    }

    @Override
    public String toString() {
        return value;
    }
}

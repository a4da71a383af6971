package dev.countersign.planner.conversation;

import java.util.List;
import java.util.Optional;

/**
 * One message of what a model is asked.
 *
 * @param calls the calls of an {@link Role#ASSISTANT} message
 * @param answers for {@link Role#TOOL}: the model's own id of the call that this is the outcome of
 * @param tool for {@link Role#TOOL}: the name of the called tool
 */
public record ModelMessage(
        Role role, Optional<String> text, List<ModelCall> calls, Optional<String> answers, Optional<String> tool) {
    public ModelMessage {
        calls = List.copyOf(calls);
    }

    /** Who speaks. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }

    static ModelMessage system(String text) {
        return new ModelMessage(Role.SYSTEM, Optional.of(text), List.of(), Optional.empty(), Optional.empty());
    }

    static ModelMessage user(String text) {
        return new ModelMessage(Role.USER, Optional.of(text), List.of(), Optional.empty(), Optional.empty());
    }

    static ModelMessage assistant(Optional<String> text, List<ModelCall> calls) {
        return new ModelMessage(Role.ASSISTANT, text, calls, Optional.empty(), Optional.empty());
    }

    static ModelMessage tool(ModelCall call, String text) {
        return new ModelMessage(
                Role.TOOL, Optional.of(text), List.of(), Optional.of(call.id()), Optional.of(call.tool()));
    }
}

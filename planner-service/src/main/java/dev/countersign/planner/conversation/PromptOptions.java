package dev.countersign.planner.conversation;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.event.Prompt;

/**
 * How a prompt is run: what it asked for itself, and the service's defaults for the rest.
 *
 * @param maxTurns model messages before the prompt ends with STEP_LIMIT, 1 to {@link Prompt#MAX_TURNS}
 */
public record PromptOptions(GateMode gate, OnRejection onRejection, boolean returnDirect, int maxTurns) {
    public PromptOptions {
        if (maxTurns < 1 || maxTurns > Prompt.MAX_TURNS) {
            throw new IllegalArgumentException("maxTurns lies from 1 to " + Prompt.MAX_TURNS);
        }
    }

    /** The options of a prompt, with these for whatever it leaves open. */
    public PromptOptions of(Prompt prompt) {
        return new PromptOptions(
                prompt.gate().orElse(gate),
                prompt.onRejection().orElse(onRejection),
                prompt.returnDirect().orElse(returnDirect),
                prompt.maxTurns().orElse(maxTurns));
    }
}

package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import java.util.List;
import java.util.Optional;

/**
 * A prompt with its id resolved and its options settled.
 *
 * @param requesterProof as it came, for the gate to judge; absent where it is longer than any that the gate makes
 * @param tools names that the model may call; absent: all of the catalogue
 */
public record Ask(
        PromptId promptId,
        String prompt,
        Optional<String> requester,
        Optional<String> requesterProof,
        Optional<String> system,
        Optional<List<ToolName>> tools,
        PromptOptions options) {
    /** In characters. It goes along with every call, whose record has to fit. */
    private static final int LONGEST_PROOF = 8_192;

    public Ask {
        tools = tools.map(List::copyOf);
    }

    /** What a prompt asks under an id, with defaults for the options that it leaves open. */
    public static Ask of(Prompt prompt, PromptId promptId, PromptOptions defaults) {
        return new Ask(
                promptId,
                prompt.prompt(),
                prompt.requester(),
                prompt.requesterProof().filter(proof -> proof.length() <= LONGEST_PROOF),
                prompt.system().filter(instructions -> !instructions.isBlank()),
                prompt.tools(),
                defaults.of(prompt));
    }

    /** Whether the model may call a tool of this name for this prompt. */
    boolean allows(String tool) {
        return tools.isEmpty()
                || tools.get().stream().anyMatch(allowed -> allowed.value().equals(tool));
    }
}

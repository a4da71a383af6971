package dev.countersign.contract.event;

import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import java.util.List;
import java.util.Optional;

/**
 * A question or task for the model, on {@code prompts}. Only the text is required.
 *
 * @param conversationId else the record's key where it is a valid id, else derived from the record's position
 * @param promptId else derived from the record's position
 * @param prompt the text, not blank
 * @param requester who asks; a claim, unless a proof says otherwise
 * @param requesterProof compact JWS by approval-service over subject, conversation, digest of the prompt and time
 * @param system instructions for the model, before everything else of the conversation
 * @param tools names of the tools that the model may be offered; absent: all of the catalogue
 * @param gate absent: planner-service's setting, {@link GateMode#TURN} unless changed
 * @param onRejection absent: planner-service's setting, {@link OnRejection#STOP} unless changed
 * @param returnDirect whether the tools' outputs are the answer, without a second model call; default false
 * @param maxTurns model messages before {@link Answer.Status#STEP_LIMIT}, 1 to 1,000; default 20
 */
public record Prompt(
        Optional<ConversationId> conversationId,
        Optional<PromptId> promptId,
        String prompt,
        Optional<String> requester,
        Optional<String> requesterProof,
        Optional<String> system,
        Optional<List<ToolName>> tools,
        Optional<GateMode> gate,
        Optional<OnRejection> onRejection,
        Optional<Boolean> returnDirect,
        Optional<Integer> maxTurns) {
    /** The most model messages that a prompt may ask for. */
    public static final int MAX_TURNS = 1_000;

    public Prompt {
        Texts.requireText("prompt", prompt);
        requester.ifPresent(name -> Texts.requireName("requester", name));
        tools = tools.map(List::copyOf);
        maxTurns.ifPresent(turns -> {
            if (turns < 1 || turns > MAX_TURNS) {
                throw new IllegalArgumentException("maxTurns lies from 1 to " + MAX_TURNS);
            }
        });
    }

    /** A prompt with nothing but its text, as any producer may send it. */
    public static Prompt of(String text) {
        return new Prompt(
                Optional.empty(),
                Optional.empty(),
                text,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

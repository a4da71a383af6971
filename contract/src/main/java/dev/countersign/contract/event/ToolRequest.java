package dev.countersign.contract.event;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A call that a model proposes, on {@code tool-requests}, from planner-service or any other agent.
 *
 * @param callId unique within the conversation only
 * @param promptId the prompt that led to it
 * @param turn its place in the model's message; absent: a turn of its own
 * @param arguments a JSON object of at most {@value #MAX_ARGUMENTS_BYTES} bytes in canonical form
 * @param requester who asked; a claim, unless a proof says otherwise
 * @param requesterProof the proof that came with the prompt, as it came
 * @param prompt what was asked, for the person who decides
 * @param model which model proposed the call
 * @param gate absent: {@link GateMode#CALL}
 * @param proposedAt when the model's message came, by the asker's clock; for reading only
 */
public record ToolRequest(
        CallId callId,
        ConversationId conversationId,
        Optional<PromptId> promptId,
        Optional<Turn> turn,
        ToolName tool,
        CanonicalJson arguments,
        Optional<String> requester,
        Optional<String> requesterProof,
        Optional<String> prompt,
        Optional<String> model,
        Optional<GateMode> gate,
        Optional<Instant> proposedAt) {
    /** The most that a call's arguments may take, in bytes of canonical UTF-8. */
    public static final int MAX_ARGUMENTS_BYTES = 64 * 1024;

    /** The most of a prompt that a request carries, in code points. */
    public static final int SHOWN_PROMPT = 8_192;

    public ToolRequest {
        requireArguments(arguments);
        requester.ifPresent(name -> Texts.requireName("requester", name));
    }

    static void requireArguments(CanonicalJson arguments) {
        if (!arguments.isObject()) {
            throw new IllegalArgumentException("arguments are a JSON object");
        }
        if (arguments.text().getBytes(StandardCharsets.UTF_8).length > MAX_ARGUMENTS_BYTES) {
            throw new IllegalArgumentException("arguments have more than " + MAX_ARGUMENTS_BYTES + " bytes");
        }
    }

    /**
     * A prompt as it stands in requests: whole, or its first {@value #SHOWN_PROMPT} characters (code points) and an
     * ellipsis. It is enough to judge, and the record stays within what the topic takes. A proof of the requester is over
     * this text.
     */
    public static String shown(String prompt) {
        return prompt.codePointCount(0, prompt.length()) <= SHOWN_PROMPT
                ? prompt
                : prompt.substring(0, prompt.offsetByCodePoints(0, SHOWN_PROMPT)) + "…";
    }

    /** The identity of the call. */
    public CallKey key() {
        return new CallKey(conversationId, callId);
    }
}

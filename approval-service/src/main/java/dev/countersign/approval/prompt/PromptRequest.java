package dev.countersign.approval.prompt;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body with which a person asks. Who asks, and the proof of it, are this service's to say. */
@Schema(name = "PromptRequest", description = "A question or task for the model; only the text is required")
record PromptRequest(
        @Schema(description = "Goes on with a conversation of the same person; default a new one")
        Optional<ConversationId> conversationId,

        @Schema(description = "Default a new one; a second prompt with a known id is the same prompt")
        Optional<PromptId> promptId,

        @Schema(required = true, minLength = 1) Optional<String> prompt,

        @Schema(description = "Instructions for the model, before everything else of the conversation")
        Optional<String> system,

        @Schema(description = "Names of the tools that the model may be offered; default all of the catalogue")
        Optional<List<ToolName>> tools,

        @Schema(description = "Whether the calls of one message are released together (`turn`) or each on its own")
        Optional<GateMode> gate,

        @Schema(description = "Whether the prompt ends where a call is not approved (`stop`), or the model goes on")
        Optional<OnRejection> onRejection,

        @Schema(description = "Whether the tools' outputs are the answer, without a second model call")
        Optional<Boolean> returnDirect,

        @Schema(minimum = "1", maximum = "1000", description = "Model messages before the prompt ends STEP_LIMIT")
        Optional<Integer> maxTurns,

        @Schema(hidden = true) Optional<String> requester,
        @Schema(hidden = true) Optional<String> requesterProof) {
    PromptRequest {
        tools = tools.map(List::copyOf);
    }
}

package dev.countersign.approval.prompt;

import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A prompt that the broker has. */
@Schema(description = "Where the prompt's calls and its answer will be found")
record PromptAccepted(ConversationId conversationId, PromptId promptId) {}

package dev.countersign.planner.conversation;

import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.id.TurnId;
import java.util.List;
import java.util.Optional;

/**
 * What a model is to be asked in one turn: complete, so that whoever asks needs nothing but the catalogue.
 *
 * @param messages the conversation in order; every tool call in it has exactly one outcome
 * @param tools names of the tools to offer; absent: all of the catalogue
 */
public record ModelRequest(
        ConversationId conversationId,
        PromptId promptId,
        TurnId turn,
        List<ModelMessage> messages,
        Optional<List<ToolName>> tools) {
    public ModelRequest {
        messages = List.copyOf(messages);
        tools = tools.map(List::copyOf);
    }
}

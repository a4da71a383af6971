package dev.countersign.planner.model;

import dev.countersign.contract.event.Answer.Tokens;
import dev.countersign.planner.conversation.ModelCall;
import dev.countersign.planner.conversation.ModelMessage;
import dev.countersign.planner.conversation.ModelReply.Said;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages between the planner's words and LangChain4j's. */
final class ChatMessages {
    private ChatMessages() {}

    static List<ChatMessage> of(List<ModelMessage> messages) {
        return messages.stream().map(ChatMessages::of).toList();
    }

    private static ChatMessage of(ModelMessage message) {
        String text = message.text().orElse("");
        return switch (message.role()) {
            case SYSTEM -> SystemMessage.from(text);
            case USER -> UserMessage.from(text);
            case ASSISTANT -> assistant(message);
            case TOOL ->
                ToolExecutionResultMessage.from(
                        message.answers().orElseThrow(), message.tool().orElseThrow(), text);
        };
    }

    private static AiMessage assistant(ModelMessage message) {
        AiMessage.Builder builder = AiMessage.builder()
                .toolExecutionRequests(
                        message.calls().stream().map(ChatMessages::request).toList());
        message.text().ifPresent(builder::text);
        return builder.build();
    }

    private static ToolExecutionRequest request(ModelCall call) {
        return ToolExecutionRequest.builder()
                .id(call.id())
                .name(call.tool())
                .arguments(call.arguments())
                .build();
    }

    static Said said(ChatResponse response) {
        AiMessage message = response.aiMessage();
        return new Said(
                Optional.ofNullable(message.text()),
                message.toolExecutionRequests().stream().map(ChatMessages::call).toList(),
                tokens(response.tokenUsage()),
                Optional.ofNullable(response.modelName()).filter(name -> !name.isBlank()));
    }

    private static ModelCall call(ToolExecutionRequest request) {
        return new ModelCall(orEmpty(request.id()), orEmpty(request.name()), orEmpty(request.arguments()));
    }

    private static Tokens tokens(@Nullable TokenUsage usage) {
        return usage == null
                ? Tokens.NONE
                : new Tokens(count(usage.inputTokenCount()), count(usage.outputTokenCount()));
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : Math.max(0, tokens);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}

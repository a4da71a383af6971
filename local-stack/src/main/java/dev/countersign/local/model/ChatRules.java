package dev.countersign.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The stand-in's rules over an OpenAI chat request: a message of the user becomes calls, the tools' messages become an
 * answer in words.
 */
final class ChatRules {

    /** Stands before everything that the stand-in says in words. */
    static final String ANNOUNCEMENT = "[offline rule-based stand-in] ";

    private ChatRules() {}

    static Reply reply(JsonNode request) {
        List<JsonNode> messages = new ArrayList<>();
        request.path("messages").forEach(messages::add);
        int asked = lastFrom("user", messages);
        List<JsonNode> since = messages.subList(asked + 1, messages.size());
        Reply reply = since.stream().anyMatch(message -> isFrom("tool", message))
                ? new Reply.Text(answer(since))
                : proposal(asked < 0 ? "" : text(messages.get(asked)), tools(request));
        return switch (reply) {
            case Reply.Text words -> new Reply.Text(ANNOUNCEMENT + words.text());
            case Reply.Calls calls -> calls;
        };
    }

    private static Reply proposal(String prompt, List<Tool> tools) {
        return SpelledCalls.of(prompt, tools).orElseGet(() -> CallPlanning.of(prompt, tools));
    }

    private static List<Tool> tools(JsonNode request) {
        List<Tool> tools = new ArrayList<>();
        request.path("tools").forEach(tool -> tools.add(Tool.of(tool)));
        return tools;
    }

    private static String answer(List<JsonNode> messages) {
        Map<String, JsonNode> proposed = new HashMap<>();
        messages.forEach(message -> message.path("tool_calls")
                .forEach(call -> proposed.put(call.path("id").asText(), call.path("function"))));
        return messages.stream()
                .filter(message -> isFrom("tool", message))
                .map(message -> outcome(message, proposed).sentence())
                .collect(Collectors.joining(" "));
    }

    private static ToolOutcome outcome(JsonNode message, Map<String, JsonNode> proposed) {
        JsonNode call = proposed.getOrDefault(message.path("tool_call_id").asText(), MissingNode.getInstance());
        return new ToolOutcome(
                call.path("name").asText("a tool"),
                ToolOutcome.parse(call.path("arguments").asText("{}")),
                text(message));
    }

    /** Content is a text, or a list of parts of which those of type {@code text} count. */
    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (!content.isArray()) {
            return content.isNull() ? "" : content.asText();
        }
        List<String> parts = new ArrayList<>();
        content.forEach(part -> parts.add(part.path("text").asText()));
        return String.join("\n", parts);
    }

    private static int lastFrom(String role, List<JsonNode> messages) {
        for (int place = messages.size() - 1; place >= 0; place--) {
            if (isFrom(role, messages.get(place))) {
                return place;
            }
        }
        return -1;
    }

    private static boolean isFrom(String role, JsonNode message) {
        return message.path("role").asText().equals(role);
    }
}

package dev.countersign.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What came back for one call, put into a sentence. */
record ToolOutcome(String tool, JsonNode arguments, String content) {

    private static final Pattern NOT_DONE = Pattern.compile(
            "(?i)\\b(not approved|rejected|refused|denied|declined|expired|withdrawn|not run|did not run"
                    + "|was not executed|do not retry|failed|error|unknown outcome|invalid)\\b");
    private static final int MOST_OF_CONTENT = 2_000;

    String sentence() {
        JsonNode output = parse(content);
        if (NOT_DONE.matcher(content).find()) {
            return "%s was not done: %s".formatted(call(), ended(shortened(content)));
        }
        if (output.isNumber() && Words.of(tool).contains("count")) {
            return "I counted %s %s%s.".formatted(output.asText(), counted(), details());
        }
        return "%s returned %s".formatted(call(), ended(shortened(inWords(output))));
    }

    private String call() {
        return tool + details();
    }

    private String counted() {
        String noun = tool.replaceAll("(?i)_?counts?_?", "").replace('_', ' ').strip();
        return noun.isEmpty() ? "in all" : noun;
    }

    private String details() {
        List<String> details = new ArrayList<>();
        arguments
                .properties()
                .forEach(argument -> details.add("%s: %s"
                        .formatted(argument.getKey().replace('_', ' '), shortened(inWords(argument.getValue())))));
        return details.isEmpty() ? "" : " (%s)".formatted(String.join(", ", details));
    }

    private String inWords(JsonNode value) {
        if (value.isMissingNode()) {
            return content;
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(inWords(item)));
            return items.isEmpty() ? "nothing" : String.join(", ", items);
        }
        if (value.isObject()) {
            List<String> members = new ArrayList<>();
            value.properties()
                    .forEach(member -> members.add("%s %s".formatted(member.getKey(), inWords(member.getValue()))));
            return members.isEmpty() ? "nothing" : String.join(", ", members);
        }
        return value.isNull() ? "nothing" : value.asText();
    }

    static JsonNode parse(String text) {
        try {
            return JsonCodec.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (UnreadableException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static String shortened(String text) {
        return text.length() > MOST_OF_CONTENT ? text.substring(0, MOST_OF_CONTENT) + "…" : text;
    }

    private static String ended(String sentence) {
        return sentence.matches("(?s).*[.!?…]") ? sentence : sentence + ".";
    }
}

package dev.countersign.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What came back for one call, put into a sentence. */
record ToolOutcome(String tool, JsonNode arguments, String content) {

    /** An outcome that says in its first word what became of the call, such as {@code REJECTED. …}. */
    private static final Pattern STATED = Pattern.compile("(?s)([A-Z_]{4,})\\.\\s(?:([^\n]*)\n)?(.*)");

    /** Says, in an outcome's first line, with which arguments the call ran in place of those that were asked for. */
    private static final Pattern CHANGED = Pattern.compile("\\A[^\n]*with these, not with yours: (\\{[^\n]*}) Do not ");

    private static final Set<String> GOOD = Set.of("SUCCEEDED", "ANSWERED", "OK", "DONE");

    /** For outcomes in free words. */
    private static final Pattern NOT_DONE = Pattern.compile(
            "(?i)\\b(not approved|rejected|refused|denied|declined|expired|withdrawn|not run|failed|error)\\b");

    /** Where an outcome says that what was reported comes as JSON. */
    private static final Pattern FORERUNNER = Pattern.compile("\\s*What was reported follows as [^\n]*");

    private static final int MOST_OF_CONTENT = 2_000;

    String sentence() {
        Matcher stated = STATED.matcher(content);
        if (stated.matches()) {
            return GOOD.contains(stated.group(1)) ? returned(stated.group(3)) : notDone(stated);
        }
        boolean isJson = !parse(content).isMissingNode();
        return !isJson && NOT_DONE.matcher(content).find() ? notDone(content) : returned(content);
    }

    private String notDone(Matcher stated) {
        JsonNode reported = parse(stated.group(3)).path("toolError");
        return reported.isMissingNode()
                ? notDone(content)
                : notDone(FORERUNNER
                                .matcher(content.lines().findFirst().orElse(""))
                                .replaceFirst("") + " " + reported.asText());
    }

    private String notDone(String why) {
        return "%s was not done: %s".formatted(call(), ended(shortened(why.strip())));
    }

    /** What a tool returned may be wrapped in an object that says so. */
    private String returned(String text) {
        JsonNode wrapped = parse(text);
        JsonNode output = wrapped.size() == 1 && wrapped.has("toolOutput") ? wrapped.path("toolOutput") : wrapped;
        if (output.isNumber() && Words.of(tool).contains("count")) {
            return "I counted %s %s%s.".formatted(output.asText(), counted(), details());
        }
        return "%s returned %s".formatted(call(), ended(shortened(output.isMissingNode() ? text : inWords(output))));
    }

    private String call() {
        return tool + details();
    }

    private String counted() {
        String noun = tool.replaceAll("(?i)_?counts?_?", "").replace('_', ' ').strip();
        return noun.isEmpty() ? "in all" : noun;
    }

    private JsonNode ran() {
        Matcher changed = CHANGED.matcher(content);
        return changed.find() ? parse(changed.group(1)) : arguments;
    }

    private String details() {
        List<String> details = new ArrayList<>();
        ran().properties()
                .forEach(argument -> details.add("%s: %s"
                        .formatted(argument.getKey().replace('_', ' '), shortened(inWords(argument.getValue())))));
        return details.isEmpty() ? "" : " (%s)".formatted(String.join(", ", details));
    }

    private String inWords(JsonNode value) {
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

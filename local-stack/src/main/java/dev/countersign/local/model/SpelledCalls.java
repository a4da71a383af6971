package dev.countersign.local.model;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls that a prompt spells out, a line each: {@code call NAME {"argument": …}}. For tools whose arguments no rule finds
 * in plain words.
 */
final class SpelledCalls {

    private static final Pattern LINE = Pattern.compile("\\s*call\\s+(\\S+)\\s*(\\{.*})?\\s*");

    private final List<Reply.Call> calls = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private SpelledCalls() {}

    /** The reply to a prompt that spells out a call; empty for every other prompt. */
    static Optional<Reply> of(String prompt, List<Tool> tools) {
        SpelledCalls spelled = new SpelledCalls();
        prompt.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> spelled.read(line, tools));
        if (!spelled.complaints.isEmpty()) {
            return Optional.of(new Reply.Text(String.join(" ", spelled.complaints)));
        }
        return spelled.calls.isEmpty() ? Optional.empty() : Optional.of(new Reply.Calls(spelled.calls));
    }

    private void read(Matcher line, List<Tool> tools) {
        String name = line.group(1);
        Optional<String> arguments = Optional.ofNullable(line.group(2));
        Optional<Tool> offered =
                tools.stream().filter(tool -> tool.name().equals(name)).findFirst();
        if (arguments.isEmpty() && offered.filter(SpelledCalls::needsNothing).isEmpty()) {
            // Plain words, such as "call somebody".
            return;
        }
        if (offered.isEmpty()) {
            complaints.add("I was not offered a tool named %s.".formatted(name));
            return;
        }
        try {
            calls.add(new Reply.Call(
                    name, CanonicalJson.parse(arguments.orElse("{}")).members()));
        } catch (UnreadableException malformed) {
            complaints.add("What follows \"call %s\" is no JSON object.".formatted(name));
        }
    }

    private static boolean needsNothing(Tool tool) {
        return tool.parameters().stream().noneMatch(Parameter::required);
    }
}

package dev.countersign.local.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns a prompt into calls of the tools that it asks for, several where it asks for several things. */
final class CallPlanning {

    private static final int MOST_CALLS = 16;

    private final List<Tool> tools;
    private final List<Reply.Call> calls = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();

    private CallPlanning(List<Tool> tools) {
        this.tools = tools;
    }

    static Reply of(String prompt, List<Tool> tools) {
        CallPlanning planning = new CallPlanning(tools);
        planning.plan(Stretch.of(prompt));
        return planning.reply();
    }

    private void plan(Stretch prompt) {
        for (Task task : tasks(prompt)) {
            for (Stretch each : perValue(task)) {
                planOne(task.tool(), each);
            }
        }
    }

    private void planOne(Tool tool, Stretch stretch) {
        ArgumentFilling filling = new ArgumentFilling(stretch);
        Map<String, Object> arguments = filling.fill(tool.parameters(), Words.setOf(tool.name()));
        if (filling.missing().isEmpty()) {
            calls.add(new Reply.Call(tool.name(), arguments));
        } else {
            questions.add("To use %s I need: %s.".formatted(tool.name(), String.join(", ", filling.missing())));
        }
    }

    private record Task(Tool tool, Stretch stretch) {}

    /** A segment that fits no tool belongs to the one before it, or before the first to the one after. */
    private List<Task> tasks(Stretch prompt) {
        List<Task> tasks = new ArrayList<>();
        Optional<Stretch> lead = Optional.empty();
        for (Stretch segment : Segments.of(prompt, tools)) {
            Stretch whole = lead.map(before -> before.joinedWith(segment)).orElse(segment);
            Optional<ToolMatch> match = ToolMatch.best(whole, tools);
            if (match.isPresent()) {
                tasks.add(new Task(match.get().tool(), whole));
                lead = Optional.empty();
            } else if (tasks.isEmpty()) {
                lead = Optional.of(whole);
            } else {
                Task last = tasks.removeLast();
                tasks.add(new Task(last.tool(), last.stretch().joinedWith(segment)));
            }
        }
        return tasks;
    }

    /** A tool that takes one address, asked for with three, is called three times; the same with numbers. */
    private static List<Stretch> perValue(Task task) {
        List<String> emails = task.stretch().emails();
        if (emails.size() > 1 && task.tool().of(Parameter.Kind.EMAIL).size() == 1 && !takesLists(task.tool())) {
            return emails.stream()
                    .map(kept -> without(task.stretch(), emails, kept))
                    .toList();
        }
        List<String> numbers = task.stretch().numbers().stream()
                .map(number -> number.value().toPlainString())
                .toList();
        if (numbers.size() > 1 && task.tool().parameters().size() == 1 && takesOneNumber(task.tool())) {
            return numbers.stream()
                    .map(kept -> without(task.stretch(), numbers, kept))
                    .toList();
        }
        return List.of(task.stretch());
    }

    private static boolean takesLists(Tool tool) {
        return !tool.of(Parameter.Kind.LIST).isEmpty();
    }

    private static boolean takesOneNumber(Tool tool) {
        return tool.of(Parameter.Kind.INTEGER).size()
                        + tool.of(Parameter.Kind.NUMBER).size()
                == 1;
    }

    private static Stretch without(Stretch stretch, List<String> values, String kept) {
        Set<String> others = new HashSet<>(values);
        others.remove(kept);
        String text = stretch.plain();
        for (String other : others) {
            text = text.replaceAll("(?<![\\w.@])%s(?![\\w@])".formatted(Pattern.quote(other)), "");
        }
        return Stretch.of(text);
    }

    private Reply reply() {
        if (!questions.isEmpty()) {
            return new Reply.Text(String.join(" ", questions));
        }
        if (calls.isEmpty()) {
            return new Reply.Text(nothingFits());
        }
        return new Reply.Calls(calls.stream().distinct().limit(MOST_CALLS).toList());
    }

    private String nothingFits() {
        return tools.isEmpty()
                ? "I was offered no tools, and I know nothing by myself."
                : ("None of the tools that I was offered fits this, and I know nothing by myself. The tools: %s."
                                + " A line such as 'call NAME {\"argument\": 1}' calls one for sure.")
                        .formatted(tools.stream().map(Tool::name).collect(Collectors.joining(", ")));
    }
}

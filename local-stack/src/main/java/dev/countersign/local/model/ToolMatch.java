package dev.countersign.local.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How well a tool fits a stretch of a prompt, counted in words that meet. */
record ToolMatch(Tool tool, int score) {

    private static final int THRESHOLD = 3;
    private static final int NAMED_IN_FULL = 20;
    private static final int NAME_WORD = 3;
    private static final int NAME_SYNONYM = 2;
    private static final int MOST_FOR_DESCRIPTION = 3;
    private static final int MOST_FOR_PARAMETERS = 2;
    private static final int VALUE_AT_HAND = 2;

    /** The best tool for a stretch; empty where none fits. Of two equals the first offered wins. */
    static Optional<ToolMatch> best(Stretch stretch, List<Tool> tools) {
        return tools.stream()
                .map(tool -> new ToolMatch(tool, rate(stretch, tool)))
                .filter(match -> match.score() >= THRESHOLD)
                .max(Comparator.comparingInt(ToolMatch::score)
                        .thenComparing(match -> tools.indexOf(match.tool()), Comparator.reverseOrder()));
    }

    private static int rate(Stretch stretch, Tool tool) {
        if (namesInFull(stretch, tool)) {
            return NAMED_IN_FULL;
        }
        Set<String> words = Words.setOf(stretch.masked());
        int name = Words.setOf(tool.name()).stream()
                .mapToInt(word -> nameScore(word, words))
                .sum();
        if (name == 0) {
            return 0;
        }
        return name + description(words, tool) + parameters(words, tool) + values(stretch, tool);
    }

    private static boolean namesInFull(Stretch stretch, Tool tool) {
        // A one-word name is an ordinary word as well.
        return tool.name().contains("_") && stretch.plain().contains(tool.name());
    }

    private static int nameScore(String word, Set<String> words) {
        if (words.contains(word)) {
            return NAME_WORD;
        }
        return words.stream().anyMatch(other -> Words.meanTheSame(word, other)) ? NAME_SYNONYM : 0;
    }

    private static int description(Set<String> words, Tool tool) {
        long met =
                Words.setOf(tool.description()).stream().filter(words::contains).count();
        return (int) Math.min(met, MOST_FOR_DESCRIPTION);
    }

    private static int parameters(Set<String> words, Tool tool) {
        long met = tool.parameters().stream()
                .flatMap(parameter -> Words.setOf(parameter.name()).stream())
                .filter(words::contains)
                .count();
        return (int) Math.min(met, MOST_FOR_PARAMETERS);
    }

    /** A value that only one kind of parameter can take speaks for the tool that wants it. */
    private static int values(Stretch stretch, Tool tool) {
        return tool.parameters().stream()
                .filter(Parameter::required)
                .mapToInt(parameter -> switch (parameter.kind()) {
                    case INTEGER, NUMBER -> stretch.numbers().isEmpty() ? -1 : VALUE_AT_HAND;
                    case EMAIL -> stretch.emails().isEmpty() ? -VALUE_AT_HAND : VALUE_AT_HAND;
                    case LINK -> stretch.links().isEmpty() ? -VALUE_AT_HAND : VALUE_AT_HAND;
                    case DATE, BOOLEAN, CHOICE, TEXT, LIST, OBJECT -> 0;
                })
                .sum();
    }
}

package dev.countersign.approval.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The policies that {@code docs/policy.md} shows, each with the table of verdicts after it. */
final class PolicyDocument {

    private static final Path FILE = Path.of("../docs/policy.md");

    private PolicyDocument() {}

    /**
     * A policy of the document.
     *
     * @param rows calls and what is said about each, by the column's heading
     */
    record Example(String heading, String yaml, List<Map<String, String>> rows) {}

    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        List<String> lines = lines();
        String heading = "";
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("#")) {
                heading = lines.get(i).replaceFirst("#+ ", "");
            }
            if (lines.get(i).equals("```yaml")) {
                List<String> rest = lines.subList(i + 1, lines.size());
                int end = rest.indexOf("```");
                String yaml = String.join("\n", rest.subList(0, end)) + "\n";
                examples.add(new Example(heading, yaml, rows(rest.subList(end + 2, rest.size()))));
            }
        }
        return examples;
    }

    private static List<Map<String, String>> rows(List<String> after) {
        List<String> table =
                after.stream().takeWhile(line -> line.startsWith("|")).toList();
        if (table.size() < 3) {
            return List.of();
        }
        List<String> headings = cells(table.getFirst());
        return table.stream().skip(2).map(line -> row(headings, cells(line))).toList();
    }

    private static Map<String, String> row(List<String> headings, List<String> cells) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < headings.size(); i++) {
            row.put(headings.get(i), cells.get(i));
        }
        return row;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(cell -> cell.strip().replaceAll("^`|`$", ""))
                .toList();
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.countersign.contract.catalog;

import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.signing.TrustedKeys;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An executor that configuration names: whose key signs its catalogue entries, and which tools it may offer.
 *
 * @param executor the executor's name
 * @param keys the keys that count as its signature
 * @param patterns tool names it may own; {@code *} stands for any run of characters; empty: none
 */
public record ToolOwner(String executor, TrustedKeys keys, List<String> patterns) {
    public ToolOwner {
        patterns = List.copyOf(patterns);
    }

    /** Whether the executor may offer a tool of this name. */
    public boolean mayOwn(ToolName tool) {
        return patterns.stream()
                .anyMatch(pattern -> glob(pattern).matcher(tool.value()).matches());
    }

    private static Pattern glob(String pattern) {
        return Pattern.compile(Pattern.compile("\\*")
                        .splitAsStream(pattern)
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"))
                + (pattern.endsWith("*") ? ".*" : ""));
    }
}

package dev.countersign.local.model;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** English words, as far as matching a prompt to a tool needs them: stems, stop words, and groups that mean the same. */
final class Words {

    private static final Pattern HOW_MANY = Pattern.compile("\\b(how (many|much)|number of|amount of)\\b");
    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final Set<String> STOP_WORDS = Set.of(
            "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "i", "me", "my",
            "you", "your", "it", "its", "is", "are", "was", "were", "be", "been", "do", "does", "did", "have", "has",
            "had", "can", "could", "will", "would", "please", "this", "that", "these", "those", "as", "into", "about",
            "n", "s", "t", "some", "any", "all", "there", "what", "which", "who", "whom", "then", "also", "so", "if",
            "say", "saying", "just", "now", "we", "us", "our", "they", "them", "given", "return", "using", "use");

    private static final List<Set<String>> SAME = List.of(
            stems("count", "total", "tally"),
            stems("send", "write", "mail", "email", "tell", "notify", "forward", "deliver"),
            stems("get", "fetch", "show", "read", "retrieve", "lookup", "display", "check"),
            stems("search", "find", "query", "look", "lookup"),
            stems("list", "show", "enumerate"),
            stems("delete", "remove", "erase", "drop"),
            stems("create", "add", "make", "new", "insert", "open"),
            stems("update", "change", "edit", "set", "modify"),
            stems("cancel", "abort", "stop"),
            stems("book", "reserve", "schedule"),
            stems("add", "sum", "plus"),
            stems("subtract", "minus"),
            stems("multiply", "times", "product"),
            stems("divide", "quotient"),
            stems("pay", "transfer", "wire"),
            stems("weather", "forecast", "temperature"),
            stems("message", "email", "mail"));

    private Words() {}

    /** The stems of a text's words in order, stop words left out; camel case and underscores separate words. */
    static List<String> of(String text) {
        String plain =
                CAMEL.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT).replace('_', ' ');
        String counted = HOW_MANY.matcher(plain).replaceAll("count");
        return Arrays.stream(BETWEEN_WORDS.split(counted))
                .filter(word -> !word.isEmpty() && !STOP_WORDS.contains(word))
                .map(Words::stem)
                .toList();
    }

    static Set<String> setOf(String text) {
        return new LinkedHashSet<>(of(text));
    }

    static boolean meanTheSame(String one, String other) {
        return SAME.stream().anyMatch(group -> group.contains(one) && group.contains(other));
    }

    static String stem(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.endsWith("ies") && lower.length() > 4) {
            return lower.substring(0, lower.length() - 3) + "y";
        }
        for (String ending : List.of("ing", "ed", "s")) {
            if (lower.endsWith(ending) && lower.length() - ending.length() >= 3 && !lower.endsWith("ss")) {
                return lower.substring(0, lower.length() - ending.length());
            }
        }
        return lower;
    }

    private static Set<String> stems(String... words) {
        return Arrays.stream(words).map(Words::stem).collect(Collectors.toUnmodifiableSet());
    }
}

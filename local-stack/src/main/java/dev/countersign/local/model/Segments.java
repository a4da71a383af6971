package dev.countersign.local.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a prompt into stretches that each ask for one thing. */
final class Segments {

    private static final Pattern SEAM =
            Pattern.compile("(?i)[.;!?]+\\s+(?:(?:and|then|also|finally|next|afterwards)\\s+)*|\\n+"
                    + "|,?\\s+(?:and|then|also|plus)\\s+(?:(?:then|also|finally|afterwards)\\s+)*|,\\s+");
    private static final Pattern BLANK = Pattern.compile("\\s+");
    private static final Set<String> QUESTION_WORDS =
            Set.of("how", "what", "what's", "when", "where", "who", "which", "is", "are", "does", "did");
    private static final Set<String> FILLERS = Set.of(
            "please", "can", "could", "would", "will", "you", "i", "want", "to", "need", "let's", "just", "now",
            "first", "second", "finally", "kindly");

    private Segments() {}

    static List<Stretch> of(Stretch prompt, List<Tool> tools) {
        List<Stretch> segments = new ArrayList<>();
        int start = 0;
        Matcher seam = SEAM.matcher(prompt.masked());
        while (seam.find()) {
            if (beginsSomethingNew(prompt.masked().substring(seam.end()), tools)) {
                segments.add(prompt.sub(start, seam.start()));
                start = seam.end();
            }
        }
        segments.add(prompt.sub(start, prompt.plain().length()));
        return segments.stream().filter(segment -> !segment.plain().isBlank()).toList();
    }

    /** Whether a stretch begins like a question, or with a word that stands for what one of the tools does. */
    private static boolean beginsSomethingNew(String rest, List<Tool> tools) {
        for (String word : BLANK.splitAsStream(rest.strip()).toList()) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (QUESTION_WORDS.contains(lower)) {
                return true;
            }
            if (!FILLERS.contains(lower)) {
                return tools.stream().anyMatch(tool -> isAction(word, tool));
            }
        }
        return false;
    }

    private static boolean isAction(String word, Tool tool) {
        if (word.contains(tool.name())) {
            return true;
        }
        List<String> first = Words.of(word);
        List<String> name = Words.of(tool.name());
        return !first.isEmpty()
                && !name.isEmpty()
                && (first.getFirst().equals(name.getFirst()) || Words.meanTheSame(first.getFirst(), name.getFirst()));
    }
}

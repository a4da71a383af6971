package dev.countersign.local.model;

import dev.countersign.local.model.Stretch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Free text for a parameter: a quotation where there is one, else what follows a word that introduces it. */
final class TextFilling {

    private static final Pattern SAYING =
            Pattern.compile("(?is)\\b(?:saying|says|say|that reads|reading|telling \\p{L}+|:)\\s+(?:that\\s+)?(.+)$");
    private static final Pattern NAMING = Pattern.compile("(?i)\\b(?:called|named|titled)\\s+([^\\s,.;!?\\uE000]+)");
    private static final Pattern ABOUT = Pattern.compile("(?is)\\b(?:about|regarding|on)\\s+([^,.;!?\\uE000]+)");
    private static final Pattern PLACE = Pattern.compile(
            "(?i)\\b(?:in|at|for|from|of|to|near)\\s+((?!the last|the past|last|past)[^,.;!?\\uE000]+)");
    private static final Set<String> SAID = Words.setOf("message text body content note comment reply answer reason");
    private static final Set<String> NAMED = Words.setOf("name title label id");
    private static final Set<String> TOPIC = Words.setOf("subject topic query keyword term about");

    private final Stretch stretch;
    private final List<Found> quotations;

    TextFilling(Stretch stretch) {
        this.stretch = stretch;
        this.quotations = new ArrayList<>(stretch.quotations());
    }

    Optional<Object> take(Parameter parameter, Set<String> toolWords) {
        return quoted(parameter)
                .or(() -> introduced(parameter))
                .or(() -> remainder(parameter, toolWords))
                .map(text -> text);
    }

    List<String> takeAll() {
        List<String> all = quotations.stream().map(Found::text).toList();
        quotations.clear();
        return all;
    }

    /** The quotation that this parameter's name introduces, else, where one is needed, the next. */
    private Optional<String> quoted(Parameter parameter) {
        Optional<Found> introduced = quotations.stream()
                .filter(quotation -> parameter.words().contains(stretch.wordBefore(quotation.start())))
                .findFirst();
        Optional<Found> taken =
                introduced.or(() -> parameter.required() ? quotations.stream().findFirst() : Optional.empty());
        taken.ifPresent(quotations::remove);
        return taken.map(Found::text);
    }

    private Optional<String> introduced(Parameter parameter) {
        Set<String> words = parameter.words();
        Optional<String> labelled = after(label(parameter));
        if (labelled.isPresent()) {
            return labelled;
        }
        if (words.stream().anyMatch(SAID::contains)) {
            return after(SAYING);
        }
        if (words.stream().anyMatch(NAMED::contains)) {
            return after(NAMING);
        }
        return words.stream().anyMatch(TOPIC::contains) ? after(ABOUT) : Optional.empty();
    }

    private Optional<String> remainder(Parameter parameter, Set<String> toolWords) {
        if (!parameter.required()) {
            return Optional.empty();
        }
        return after(PLACE).filter(text -> !toolWords.containsAll(Words.setOf(text)));
    }

    private static Pattern label(Parameter parameter) {
        return Pattern.compile("(?is)\\b%s\\s*(?:is|of|:|=)\\s*([^,;\\uE000]+)"
                .formatted(Pattern.quote(parameter.name().replace('_', ' '))));
    }

    private Optional<String> after(Pattern introduction) {
        return introduction
                .matcher(stretch.masked())
                .results()
                .reduce((earlier, later) -> introduction == PLACE ? later : earlier)
                .map(this::asWritten)
                .filter(text -> !text.isEmpty());
    }

    private String asWritten(MatchResult match) {
        return stretch.plain().substring(match.start(1), match.end(1)).strip().replaceAll("[.!?,;]+$", "");
    }
}

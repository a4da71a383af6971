package dev.countersign.local.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A stretch of a prompt and what can be read off it.
 *
 * @param plain as it was written
 * @param masked of the same length, quotations, addresses and links blotted out
 */
record Stretch(String plain, String masked) {

    private static final char BLOT = '\uE000';
    private static final Pattern EMAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+");
    private static final Pattern LINK = Pattern.compile("https?://[^\\s\\uE000]*[^\\s\\uE000.,;:!?)\"']");
    private static final Pattern DATE = Pattern.compile("\\b\\d{4}-\\d{2}-\\d{2}\\b");
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.])-?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?(?!\\w)");
    private static final Pattern LAST_WORD = Pattern.compile("(\\p{L}+)[^\\p{L}\\p{N}\\uE000]*$");
    private static final Pattern FIRST_WORD = Pattern.compile("^[\\s-]*(\\p{L}+)");
    private static final Map<String, Integer> NUMBER_WORDS = Map.ofEntries(
            Map.entry("one", 1),
            Map.entry("two", 2),
            Map.entry("three", 3),
            Map.entry("four", 4),
            Map.entry("five", 5),
            Map.entry("six", 6),
            Map.entry("seven", 7),
            Map.entry("eight", 8),
            Map.entry("nine", 9),
            Map.entry("ten", 10),
            Map.entry("eleven", 11),
            Map.entry("twelve", 12),
            Map.entry("twenty", 20),
            Map.entry("thirty", 30),
            Map.entry("fifty", 50),
            Map.entry("hundred", 100));
    private static final Pattern NUMBER_WORD =
            Pattern.compile("(?i)\\b(?:" + String.join("|", NUMBER_WORDS.keySet()) + ")\\b");

    /** Something found, and where. */
    record Found(String text, int start, int end) {}

    /** A number found, the words before and after it, as stems; empty where there is none. */
    record FoundNumber(BigDecimal value, String before, String after) {}

    static Stretch of(String prompt) {
        String masked = prompt;
        for (Found quotation : Quotations.in(prompt)) {
            masked = blot(masked, quotation.start(), quotation.end());
        }
        for (Pattern pattern : List.of(LINK, EMAIL)) {
            for (MatchResult match : pattern.matcher(masked).results().toList()) {
                masked = blot(masked, match.start(), match.end());
            }
        }
        return new Stretch(prompt, masked);
    }

    Stretch sub(int start, int end) {
        return new Stretch(plain.substring(start, end), masked.substring(start, end));
    }

    Stretch joinedWith(Stretch next) {
        return new Stretch(plain + " " + next.plain, masked + " " + next.masked);
    }

    List<Found> quotations() {
        return Quotations.in(plain);
    }

    List<String> emails() {
        return outsideQuotations(EMAIL);
    }

    List<String> links() {
        return outsideQuotations(LINK);
    }

    List<String> dates() {
        return DATE.matcher(masked).results().map(MatchResult::group).toList();
    }

    /** Numbers in digits or words, in the order of the text, every digit kept. */
    List<FoundNumber> numbers() {
        String withoutDates = DATE.matcher(masked)
                .replaceAll(date -> String.valueOf(BLOT).repeat(date.group().length()));
        List<Found> found = new ArrayList<>();
        NUMBER.matcher(withoutDates)
                .results()
                .forEach(match -> found.add(found(match, match.group().replace(",", ""))));
        NUMBER_WORD.matcher(withoutDates).results().forEach(match -> found.add(found(match, inDigits(match.group()))));
        return found.stream()
                .sorted(Comparator.comparingInt(Found::start))
                .map(number -> new FoundNumber(
                        new BigDecimal(number.text()),
                        wordAtEnd(masked.substring(0, number.start())),
                        wordAtStart(masked.substring(number.end()))))
                .toList();
    }

    /** The word right before a place, as a stem; empty where there is none. */
    String wordBefore(int place) {
        return wordAtEnd(masked.substring(0, place));
    }

    private List<String> outsideQuotations(Pattern pattern) {
        List<Found> quotations = quotations();
        return pattern.matcher(plain)
                .results()
                .filter(match -> quotations.stream()
                        .noneMatch(quotation -> match.start() > quotation.start() && match.end() < quotation.end()))
                .map(MatchResult::group)
                .toList();
    }

    private static Found found(MatchResult match, String text) {
        return new Found(text, match.start(), match.end());
    }

    private static String inDigits(String word) {
        return String.valueOf(NUMBER_WORDS.getOrDefault(word.toLowerCase(Locale.ROOT), 0));
    }

    private static String wordAtEnd(String text) {
        return LAST_WORD
                .matcher(text)
                .results()
                .map(match -> Words.stem(match.group(1)))
                .findFirst()
                .orElse("");
    }

    private static String wordAtStart(String text) {
        return FIRST_WORD
                .matcher(text)
                .results()
                .map(match -> Words.stem(match.group(1)))
                .findFirst()
                .orElse("");
    }

    private static String blot(String text, int start, int end) {
        return text.substring(0, start) + String.valueOf(BLOT).repeat(end - start) + text.substring(end);
    }
}

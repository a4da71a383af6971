package dev.countersign.local.terminal;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.util.Map;
import java.util.TreeMap;

/** What a grant says of one member of the arguments. */
public sealed interface FieldPattern {

    /** It is what it is in the call that is approved. */
    record Unchanged() implements FieldPattern {}

    /** It is a value: text where the member is text now, JSON otherwise. */
    record Equals(String value) implements FieldPattern {}

    /** A text that begins so. */
    record Prefix(String text) implements FieldPattern {}

    /** A number in a range; an empty end is open. */
    record Range(String min, String max) implements FieldPattern {}

    /**
     * Reads {@code equals:VALUE}, {@code prefix:TEXT} or {@code range:MIN..MAX}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static FieldPattern parse(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, Math.max(colon, 0))) {
            case "equals" -> new Equals(rest);
            case "prefix" -> new Prefix(rest);
            case "range" -> range(rest);
            default ->
                throw new IllegalArgumentException(
                        "a field is name=equals:VALUE, name=prefix:TEXT or name=range:MIN..MAX");
        };
    }

    private static FieldPattern range(String text) {
        int dots = text.indexOf("..");
        if (dots < 0 || text.equals("..")) {
            throw new IllegalArgumentException("a range is MIN..MAX, with one of them left out where it is open");
        }
        return new Range(text.substring(0, dots), text.substring(dots + 2));
    }

    /** The pattern as the API takes it. */
    default Map<String, Object> body(CanonicalJson now) {
        return switch (this) {
            case Unchanged unchanged -> Map.of("equals", now);
            case Equals equal -> Map.of("equals", now.text().startsWith("\"") ? equal.value() : json(equal.value()));
            case Prefix prefix -> Map.of("prefix", prefix.text());
            case Range range -> ends(range);
        };
    }

    private static Map<String, Object> ends(Range range) {
        Map<String, Object> ends = new TreeMap<>();
        if (!range.min().isEmpty()) {
            ends.put("min", json(range.min()));
        }
        if (!range.max().isEmpty()) {
            ends.put("max", json(range.max()));
        }
        return ends;
    }

    private static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException broken) {
            throw new IllegalArgumentException(
                    "'%s' is no JSON value, and the member is no text".formatted(Printable.line(text)), broken);
        }
    }
}

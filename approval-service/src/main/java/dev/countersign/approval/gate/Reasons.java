package dev.countersign.approval.gate;

import java.util.Optional;

/** The bounds of text that people are shown. */
public final class Reasons {

    /** In UTF-16 code units. */
    public static final int MAX_LENGTH = 2_000;

    private Reasons() {}

    static void check(Optional<String> reason) {
        if (reason.filter(text -> text.length() > MAX_LENGTH).isPresent()) {
            throw new IllegalArgumentException("reason has more than " + MAX_LENGTH + " characters");
        }
    }

    static Optional<String> cut(Optional<String> reason) {
        return reason.map(Reasons::cut);
    }

    static String cut(String text) {
        return cut(text, MAX_LENGTH);
    }

    /** The text, or as much of it as fits with a sign that it was cut; never half a character. */
    public static String cut(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxLength - 2)) ? maxLength - 2 : maxLength - 1;
        return text.substring(0, end) + "…";
    }
}

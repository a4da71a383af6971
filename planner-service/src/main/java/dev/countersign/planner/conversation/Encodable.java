package dev.countersign.planner.conversation;

import java.nio.charset.StandardCharsets;

/** Texts from outside that may hold lone surrogates, which no UTF-8 can carry. */
final class Encodable {
    private Encodable() {}

    /** The text as it arrives wherever it is sent: each lone surrogate a question mark. */
    static String text(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The first characters of a text, with an ellipsis where more were there. */
    static String cut(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints)) + "…";
    }
}

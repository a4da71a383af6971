package dev.countersign.contract.event;

import java.time.Instant;

/**
 * What a person said about a call, for other people: the model never sees it.
 *
 * @param name who
 * @param at when the broker took it
 * @param text 1 to 2,000 characters
 */
public record Comment(String name, Instant at, String text) {
    /** In UTF-16 code units. */
    public static final int MAX_LENGTH = 2_000;

    public Comment {
        Texts.requireName("name", name);
        Texts.requireText("text", text);
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("text has more than " + MAX_LENGTH + " characters");
        }
    }
}

package dev.countersign.approval.gate;

import java.util.Optional;

/** The bound of a reason that somebody gives. */
final class Reasons {

    /** In UTF-16 code units. */
    static final int MAX_LENGTH = 2_000;

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
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH - 1) + "…" : text;
    }
}

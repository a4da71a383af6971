package dev.countersign.approval.policy;

import dev.countersign.approval.gate.Reasons;
import java.util.stream.Collectors;

/** Text from a file or a call as a message shows it: short, and on one line. */
final class Quoted {

    private static final int MAX_WORD = 60;
    private static final int MAX_LINE = 400;

    private Quoted() {}

    /** A name or value. */
    static String of(String text) {
        return printable(Reasons.cut(text, MAX_WORD));
    }

    /** A sentence. */
    static String line(String text) {
        return printable(Reasons.cut(text, MAX_LINE));
    }

    private static String printable(String text) {
        return text.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? " " : Character.toString(c))
                .collect(Collectors.joining());
    }
}

package dev.countersign.planner.conversation;

import dev.countersign.contract.json.CanonicalJson;

/**
 * JSON in which every character can be seen: what would end a line, turn its direction or not show at all is escaped. A
 * page in a browser can smuggle words past its readers in such characters, and a model reads them all the same.
 */
final class Visible {
    private static final int JOINER = 0x200D;
    private static final int NON_JOINER = 0x200C;

    private Visible() {}

    /** The same value, on one line. Such characters can only stand in a JSON text's strings, where each may be escaped. */
    static String json(CanonicalJson json) {
        StringBuilder shown = new StringBuilder(json.text().length());
        json.text().codePoints().forEach(codePoint -> {
            if (hidden(codePoint)) {
                for (char unit : Character.toChars(codePoint)) {
                    shown.append("\\u%04x".formatted((int) unit));
                }
            } else {
                shown.appendCodePoint(codePoint);
            }
        });
        return shown.toString();
    }

    private static boolean hidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.CONTROL -> true;
            // Scripts and emoji cannot do without these two, and they carry nothing by themselves.
            case Character.FORMAT -> codePoint != JOINER && codePoint != NON_JOINER;
            default -> false;
        };
    }
}

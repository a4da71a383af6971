package dev.countersign.local.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Quoted text: in double, single, curly or back quotes. A single quote between two letters is an apostrophe, so that
 * {@code 'What's up'} is one quotation and {@code don't} none.
 */
final class Quotations {

    private static final Map<Character, Character> CLOSING =
            Map.of('"', '"', '\'', '\'', '`', '`', '\u201C', '\u201D', '\u2018', '\u2019', '\u00AB', '\u00BB');

    private Quotations() {}

    /** The quotations of a text without their marks; the places include the marks. */
    static List<Stretch.Found> in(String text) {
        List<Stretch.Found> found = new ArrayList<>();
        int place = 0;
        while (place < text.length()) {
            int end = opensAt(text, place) ? closing(text, place) : -1;
            if (end > place + 1) {
                found.add(new Stretch.Found(text.substring(place + 1, end), place, end + 1));
                place = end;
            }
            place++;
        }
        return found;
    }

    private static boolean opensAt(String text, int place) {
        return CLOSING.containsKey(text.charAt(place)) && !isWordCharacter(text, place - 1);
    }

    private static int closing(String text, int opening) {
        Character mark = CLOSING.get(text.charAt(opening));
        for (int place = opening + 1; mark != null && place < text.length(); place++) {
            if (text.charAt(place) == mark && !isWordCharacter(text, place + 1)) {
                return place;
            }
        }
        return -1;
    }

    private static boolean isWordCharacter(String text, int place) {
        return place >= 0 && place < text.length() && Character.isLetterOrDigit(text.charAt(place));
    }
}

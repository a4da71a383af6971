package dev.countersign.approval.policy;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * Where the characters of a scalar stand in the file. Folding, indentation and quoting only ever change white space and
 * escapes, so the n-th visible character of the value is the n-th visible character of what is written.
 */
final class ScalarPlaces {

    private final SourceText source;
    private final int start;
    private final int end;
    private final ScalarStyle style;

    ScalarPlaces(SourceText source, int start, int end, ScalarStyle style) {
        this.source = source;
        this.start = start;
        this.end = end;
        this.style = style;
    }

    /**
     * The place of a character of the value.
     *
     * @param line of the value, from 1
     * @param column in characters, from 0
     */
    Place of(String value, int line, int column) {
        int visible = visibleBefore(value, line, column);
        List<Integer> written = visibleInSource();
        if (written.isEmpty()) {
            return source.place(start);
        }
        return visible < written.size() ? source.place(written.get(visible)) : source.place(written.getLast() + 1);
    }

    private static int visibleBefore(String value, int line, int column) {
        int[] points = value.codePoints().toArray();
        int at = 0;
        for (int lines = 1; lines < line && at < points.length; at++) {
            lines += points[at] == '\n' ? 1 : 0;
        }
        int visible = 0;
        for (int i = 0; i < Math.min(at + column, points.length); i++) {
            visible += Character.isWhitespace(points[i]) ? 0 : 1;
        }
        return visible;
    }

    private List<Integer> visibleInSource() {
        return switch (style) {
            case LITERAL, FOLDED -> plain(afterLine(start));
            case SINGLE_QUOTED -> singleQuoted();
            case DOUBLE_QUOTED -> doubleQuoted();
            case PLAIN, JSON_SCALAR_STYLE -> plain(start);
        };
    }

    private int afterLine(int from) {
        int at = from;
        while (at < end && source.at(at) != '\n' && source.at(at) != '\r') {
            at++;
        }
        return at;
    }

    private List<Integer> plain(int from) {
        List<Integer> visible = new ArrayList<>();
        for (int i = from; i < end; i++) {
            addVisible(visible, i, source.at(i));
        }
        return visible;
    }

    private List<Integer> singleQuoted() {
        List<Integer> visible = new ArrayList<>();
        for (int i = start + 1; i < end - 1; i++) {
            addVisible(visible, i, source.at(i));
            i += source.at(i) == '\'' ? 1 : 0;
        }
        return visible;
    }

    private List<Integer> doubleQuoted() {
        List<Integer> visible = new ArrayList<>();
        for (int i = start + 1; i < end - 1; i++) {
            if (source.at(i) != '\\') {
                addVisible(visible, i, source.at(i));
                continue;
            }
            int escape = i;
            int letter = source.at(++i);
            int digits = digitsAfter(letter);
            addVisible(visible, escape, digits == 0 ? escaped(letter) : source.hexadecimal(i + 1, digits));
            i += digits;
        }
        return visible;
    }

    private static int digitsAfter(int letter) {
        return switch (letter) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
    }

    private static int escaped(int letter) {
        return switch (letter) {
            case 'n', 't', 'r', 'v', 'f', 'L', 'P', '\t' -> ' ';
            default -> letter;
        };
    }

    private static void addVisible(List<Integer> visible, int index, int character) {
        if (!Character.isWhitespace(character)) {
            visible.add(index);
        }
    }
}

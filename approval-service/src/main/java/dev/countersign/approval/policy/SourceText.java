package dev.countersign.approval.policy;

/** The characters (code points) of a file. */
final class SourceText {

    private final int[] points;

    SourceText(String text) {
        this.points = text.codePoints().toArray();
    }

    int length() {
        return points.length;
    }

    int at(int index) {
        return points[index];
    }

    /** The character with the number that is written there; what is no such number counts as visible. */
    int hexadecimal(int from, int digits) {
        int value = 0;
        for (int i = from; i < Math.min(from + digits, points.length); i++) {
            value = value * 16 + Math.max(0, Character.digit(points[i], 16));
        }
        return value;
    }

    Place place(int index) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < Math.min(index, points.length); i++) {
            if (points[i] == '\n' || (points[i] == '\r' && !(i + 1 < points.length && points[i + 1] == '\n'))) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(line, index - lineStart + 1);
    }
}

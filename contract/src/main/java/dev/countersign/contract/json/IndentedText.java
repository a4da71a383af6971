package dev.countersign.contract.json;

/** Puts canonical text on several lines; every token stays as it is written. */
final class IndentedText {
    private final String canonical;
    private final StringBuilder out = new StringBuilder();
    private int depth;

    private IndentedText(String canonical) {
        this.canonical = canonical;
    }

    static String of(CanonicalJson json) {
        IndentedText text = new IndentedText(json.text());
        text.write();
        return text.out.toString();
    }

    private void write() {
        int i = 0;
        while (i < canonical.length()) {
            char c = canonical.charAt(i);
            switch (c) {
                case '"' -> {
                    int end = endOfString(i);
                    out.append(canonical, i, end);
                    i = end - 1;
                }
                case '{', '[' -> {
                    out.append(c);
                    if (isEmpty(i)) {
                        out.append(canonical.charAt(++i));
                    } else {
                        depth++;
                        newLine();
                    }
                }
                case '}', ']' -> {
                    depth--;
                    newLine();
                    out.append(c);
                }
                case ',' -> {
                    out.append(c);
                    newLine();
                }
                case ':' -> out.append(": ");
                default -> out.append(c);
            }
            i++;
        }
    }

    private boolean isEmpty(int open) {
        char next = canonical.charAt(open + 1);
        return next == '}' || next == ']';
    }

    private int endOfString(int start) {
        int i = start + 1;
        while (canonical.charAt(i) != '"') {
            i += canonical.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    private void newLine() {
        out.append('\n').append("  ".repeat(depth));
    }
}

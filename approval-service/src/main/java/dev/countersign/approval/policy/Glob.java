package dev.countersign.approval.policy;

/**
 * A pattern for a whole text: {@code *} stands for any run of characters, {@code ?} for one character, all else for
 * itself. Matching takes at most the product of the two lengths.
 */
record Glob(String pattern) {

    boolean matches(String text) {
        int[] wanted = pattern.codePoints().toArray();
        int[] given = text.codePoints().toArray();
        int w = 0;
        int g = 0;
        int star = -1;
        int afterStar = 0;
        while (g < given.length) {
            if (w < wanted.length && wanted[w] == '*') {
                star = w++;
                afterStar = g;
            } else if (w < wanted.length && (wanted[w] == '?' || wanted[w] == given[g])) {
                w++;
                g++;
            } else if (star >= 0) {
                w = star + 1;
                g = ++afterStar;
            } else {
                return false;
            }
        }
        while (w < wanted.length && wanted[w] == '*') {
            w++;
        }
        return w == wanted.length;
    }

    @Override
    public String toString() {
        return pattern;
    }
}

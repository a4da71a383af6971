package dev.countersign.approval.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The known name that somebody most likely meant. */
final class Nearest {

    private static final int MAX_LENGTH = 40;

    private Nearest() {}

    /** The nearest name that differs by at most two letters or, if that is more, a third of its own; a short one by one. */
    static Optional<String> to(String name, List<String> known) {
        if (name.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= allowed(candidate))
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    private static int allowed(String candidate) {
        return candidate.length() < 4 ? 1 : Math.max(2, candidate.length() / 3);
    }

    /** How many letters must be put in, left out or changed (Levenshtein), whatever their case. */
    private static int distance(String left, String right) {
        String from = left.toLowerCase(Locale.ROOT);
        String to = right.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}

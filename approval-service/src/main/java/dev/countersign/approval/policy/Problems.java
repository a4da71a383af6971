package dev.countersign.approval.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is found wrong with a file while it is read; the first {@value #MAX} are kept. */
final class Problems {

    private static final int MAX = 100;

    private final List<PolicyProblem> found = new ArrayList<>();

    void add(Place place, String message) {
        if (found.size() < MAX) {
            found.add(PolicyProblem.at(place, message));
        }
    }

    boolean any() {
        return !found.isEmpty();
    }

    /** In the file's order. */
    List<PolicyProblem> list() {
        return found.stream()
                .sorted(Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column))
                .toList();
    }
}

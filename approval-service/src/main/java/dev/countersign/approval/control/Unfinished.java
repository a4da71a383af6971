package dev.countersign.approval.control;

import dev.countersign.contract.id.CallKey;
import java.util.Collection;
import java.util.List;

/**
 * Calls of a partition that were released before a control change and have no result: what it can no longer stop.
 *
 * @param count how many
 * @param calls some of them, at most {@value #MAX_LISTED}
 */
public record Unfinished(int count, List<CallKey> calls) {

    public static final int MAX_LISTED = 100;

    /** None. */
    public static final Unfinished NONE = new Unfinished(0, List.of());

    public Unfinished {
        calls = List.copyOf(calls);
        if (calls.size() > MAX_LISTED || calls.size() > count) {
            throw new IllegalArgumentException(
                    "at most " + MAX_LISTED + " calls are listed, and no more than there are");
        }
    }

    /** Those of several partitions. */
    public static Unfinished all(Collection<Unfinished> parts) {
        return new Unfinished(
                parts.stream().mapToInt(Unfinished::count).sum(),
                parts.stream()
                        .flatMap(part -> part.calls().stream())
                        .limit(MAX_LISTED)
                        .toList());
    }
}

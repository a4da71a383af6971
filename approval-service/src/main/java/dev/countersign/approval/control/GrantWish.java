package dev.countersign.approval.control;

import java.time.Duration;
import java.util.Optional;

/**
 * The grant that a person wants to make with an approval; bounded by the rule that holds the call.
 *
 * @param holdsFor from the approval on
 * @param uses how many further calls; there exactly for {@link Scope#CONVERSATION}
 * @param pattern what the arguments must be; absent: exactly those that are approved
 */
public record GrantWish(Scope scope, Duration holdsFor, Optional<Integer> uses, Optional<GrantPattern> pattern) {

    /** Whose further calls a grant is for. */
    public enum Scope {
        /** Those of the same conversation. */
        CONVERSATION,
        /** Those of the same requester, who must be proven. */
        REQUESTER
    }

    public GrantWish {
        if (holdsFor.isNegative() || holdsFor.isZero()) {
            throw new IllegalArgumentException("a grant holds for longer than nothing");
        }
        if (uses.isPresent() != (scope == Scope.CONVERSATION)) {
            throw new IllegalArgumentException("a number of uses goes with the scope conversation, and only with it");
        }
        if (uses.filter(number -> number < 1).isPresent()) {
            throw new IllegalArgumentException("uses is at least 1");
        }
    }
}

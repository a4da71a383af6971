package dev.countersign.contract.event;

import java.time.Instant;
import java.util.Optional;

/**
 * People were told of a call that waits.
 *
 * @param kind what they were told
 * @param at when
 * @param group who was told; absent: whoever may decide
 */
public record Nudge(Kind kind, Instant at, Optional<String> group) {

    /** What people are told. */
    public enum Kind {
        /** It still waits. */
        REMINDED,
        /** It expires soon. */
        WARNED,
        /** A further group may decide from now on. */
        ESCALATED
    }
}

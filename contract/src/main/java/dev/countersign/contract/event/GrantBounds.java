package dev.countersign.contract.event;

import java.time.Duration;

/**
 * The most that a grant may allow that is made while a call is approved.
 *
 * @param longest the longest time that it may hold, above zero
 * @param uses the most calls that it may let pass, at least 1, where it is for one conversation
 */
public record GrantBounds(Duration longest, int uses) {
    public GrantBounds {
        if (!longest.isPositive()) {
            throw new IllegalArgumentException("longest lies above zero");
        }
        if (uses < 1) {
            throw new IllegalArgumentException("uses are counted from 1");
        }
    }
}

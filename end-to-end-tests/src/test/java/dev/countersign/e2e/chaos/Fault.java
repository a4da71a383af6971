package dev.countersign.e2e.chaos;

import java.time.Duration;
import java.util.Locale;

/**
 * One thing that goes wrong.
 *
 * @param number from 1
 * @param at     since the load began
 * @param lasts  until it is put right again
 */
record Fault(int number, Duration at, FaultKind kind, Victim victim, Duration lasts) {
    Duration end() {
        return at.plus(lasts);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "#%d at %.1f s: %s %s for %.1f s",
                number,
                at.toMillis() / 1000.0,
                kind,
                victim,
                lasts.toMillis() / 1000.0);
    }
}

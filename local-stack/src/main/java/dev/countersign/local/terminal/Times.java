package dev.countersign.local.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Instants as people read them: in UTC to the second, and how far from now. */
record Times(InstantSource clock) {

    String at(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    String from(Instant instant) {
        return "%s (%s)".formatted(at(instant), away(instant));
    }

    /** {@code in 2 h 5 min} or {@code 3 min ago}. */
    String away(Instant instant) {
        Duration ahead = Duration.between(clock.instant(), instant);
        return ahead.isNegative() ? span(ahead.negated()) + " ago" : "in " + span(ahead);
    }

    private static String span(Duration span) {
        if (span.toDays() > 0) {
            return "%d d %d h".formatted(span.toDays(), span.toHoursPart());
        }
        if (span.toHours() > 0) {
            return "%d h %d min".formatted(span.toHours(), span.toMinutesPart());
        }
        return span.toMinutes() > 0 ? "%d min".formatted(span.toMinutes()) : "%d s".formatted(span.toSeconds());
    }
}

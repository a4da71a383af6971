package dev.countersign.approval.policy;

import dev.countersign.approval.gate.Terms;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as a policy has them: ISO 8601 up to days in whole seconds, or a number and a unit. */
final class Durations {

    static final Duration LONGEST = Terms.MAX_EXPIRY;

    static final String FORM = "a time such as PT90M, 90m, 2h or 30d";

    private static final Pattern ISO =
            Pattern.compile("P(?=[0-9T])([0-9]{1,3}D)?(T(?=[0-9])([0-9]{1,4}H)?([0-9]{1,6}M)?([0-9]{1,8}S)?)?");

    private static final Pattern SHORT = Pattern.compile("([0-9]{1,8})([smhd])");

    private Durations() {}

    static Optional<Duration> parse(String text) {
        Matcher brief = SHORT.matcher(text);
        if (brief.matches()) {
            return Optional.of(brief(Long.parseLong(brief.group(1)), brief.group(2)));
        }
        return ISO.matcher(text).matches() ? Optional.of(Duration.parse(text)) : Optional.empty();
    }

    private static Duration brief(long number, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw new IllegalStateException("no such unit: " + unit);
        };
    }
}

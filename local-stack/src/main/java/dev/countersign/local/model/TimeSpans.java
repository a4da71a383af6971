package dev.countersign.local.model;

import dev.countersign.local.model.Stretch.FoundNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Spans of time in the unit that a parameter's name asks for: "2 weeks" are 14 for {@code last_n_days}. */
final class TimeSpans {

    private static final Map<String, Integer> HOURS =
            Map.of("hour", 1, "day", 24, "week", 168, "fortnight", 336, "month", 720, "year", 8_760);
    private static final Map<Pattern, Integer> NAMED_HOURS = Map.of(
            Pattern.compile("(?i)\\b(today|yesterday|a day|(last|past) day)\\b"), 24,
            Pattern.compile("(?i)\\b((last|past|this|a) week)\\b"), 168,
            Pattern.compile("(?i)\\b((last|past|this|a) month)\\b"), 720,
            Pattern.compile("(?i)\\b((last|past|this|a) year)\\b"), 8_760);

    private TimeSpans() {}

    static boolean isSpan(Parameter parameter, FoundNumber number) {
        return unit(parameter).isPresent() && HOURS.containsKey(number.after());
    }

    static BigDecimal inUnitOf(Parameter parameter, FoundNumber number) {
        Optional<Integer> said = Optional.ofNullable(HOURS.get(number.after()));
        return unit(parameter)
                .flatMap(wanted -> said.map(unit -> convert(number.value(), unit, wanted)))
                .orElse(number.value());
    }

    /** A span without a number, such as "last week". */
    static Optional<BigInteger> named(Parameter parameter, String text) {
        return unit(parameter)
                .flatMap(wanted -> NAMED_HOURS.entrySet().stream()
                        .filter(span -> span.getKey().matcher(text).find())
                        .map(span -> BigInteger.valueOf(Math.max(1, span.getValue() / wanted)))
                        .findFirst());
    }

    private static BigDecimal convert(BigDecimal value, int from, int to) {
        return from == to
                ? value
                : value.multiply(BigDecimal.valueOf(from)).divide(BigDecimal.valueOf(to), MathContext.DECIMAL64);
    }

    private static Optional<Integer> unit(Parameter parameter) {
        return Words.of(parameter.name()).stream()
                .filter(HOURS::containsKey)
                .findFirst()
                .map(HOURS::get);
    }
}

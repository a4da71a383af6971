package dev.countersign.contract.json;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** JSON values of any shape, before they are written in one way or another. */
sealed interface JsonTexts {
    String text();

    record Scalar(String text) implements JsonTexts {}

    record Array(List<JsonTexts> elements) implements JsonTexts {
        @Override
        public String text() {
            return elements.stream().map(JsonTexts::text).collect(Collectors.joining(" , ", "[ ", " ]"));
        }
    }

    record Members(Map<String, JsonTexts> members) implements JsonTexts {
        @Override
        public String text() {
            return members.entrySet().stream()
                    .map(member -> member.getKey() + " : " + member.getValue().text())
                    .collect(Collectors.joining(" , ", "{ ", " }"));
        }
    }

    static Arbitrary<JsonTexts> nested(int levels) {
        return levels == 0
                ? scalar()
                : Arbitraries.oneOf(
                        scalar(),
                        nested(levels - 1).list().ofMaxSize(3).map(Array::new),
                        Arbitraries.maps(string(), nested(levels - 1))
                                .ofMaxSize(4)
                                .map(Members::new));
    }

    static Arbitrary<JsonTexts> scalar() {
        return Arbitraries.oneOf(number(), string(), Arbitraries.of("true", "false", "null"))
                .map(Scalar::new);
    }

    static Arbitrary<String> number() {
        Arbitrary<String> digits =
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(30);
        Arbitrary<String> whole = Arbitraries.oneOf(
                Arbitraries.just("0"),
                digits.map(text -> text.startsWith("0") ? "1" + text : text),
                Arbitraries.longs().map(value -> Long.toString(Math.abs(value / 2))));
        Arbitrary<String> fraction = Arbitraries.oneOf(Arbitraries.just(""), digits.map(text -> "." + text));
        Arbitrary<String> exponent = Arbitraries.oneOf(
                Arbitraries.just(""), Arbitraries.integers().between(-340, 340).map(value -> "e" + value));
        Arbitrary<String> made = Combinators.combine(Arbitraries.of("", "-"), whole, fraction, exponent)
                .as((sign, before, after, power) -> sign + before + after + power);
        Arbitrary<String> doubles = Arbitraries.doubles().map(value -> Double.toString(value));
        return Arbitraries.oneOf(made, doubles);
    }

    static Arbitrary<String> string() {
        return Arbitraries.strings()
                .ofMaxLength(8)
                .filter(CanonicalWriter::isUnicode)
                .map(text -> text.codePoints()
                        .mapToObj(c ->
                                c < 0x20 || c == '"' || c == '\\' ? String.format("\\u%04X", c) : Character.toString(c))
                        .collect(Collectors.joining("", "\"", "\"")));
    }
}

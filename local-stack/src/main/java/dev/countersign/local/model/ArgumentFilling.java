package dev.countersign.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.local.model.Stretch.FoundNumber;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Fills a tool's parameters from a stretch of a prompt, by type and name. Each value found is used once. */
final class ArgumentFilling {

    private static final Pattern DENIAL = Pattern.compile("(?i)\\b(not|no|without|don't|never)\\b");

    private final Stretch stretch;
    private final List<FoundNumber> numbers;
    private final List<String> emails;
    private final List<String> links;
    private final List<String> dates;
    private final TextFilling texts;
    private final List<String> missing = new ArrayList<>();

    ArgumentFilling(Stretch stretch) {
        this.stretch = stretch;
        this.numbers = new ArrayList<>(stretch.numbers());
        this.emails = new ArrayList<>(stretch.emails());
        this.links = new ArrayList<>(stretch.links());
        this.dates = new ArrayList<>(stretch.dates());
        this.texts = new TextFilling(stretch);
    }

    /** The arguments of one call. What is required and was not found is in {@link #missing()} afterwards. */
    Map<String, Object> fill(List<Parameter> parameters, Set<String> toolWords) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Optional<Object> value = value(parameter, toolWords);
            value.ifPresent(found -> arguments.put(parameter.name(), found));
            if (value.isEmpty() && parameter.required()) {
                missing.add(parameter.name());
            }
        }
        return arguments;
    }

    List<String> missing() {
        return List.copyOf(missing);
    }

    private Optional<Object> value(Parameter parameter, Set<String> toolWords) {
        Optional<Object> found = switch (parameter.kind()) {
            case INTEGER -> number(parameter, true);
            case NUMBER -> number(parameter, false);
            case BOOLEAN -> truth(parameter);
            case CHOICE -> choice(parameter);
            case EMAIL -> first(emails);
            case LINK -> first(links);
            case DATE -> first(dates);
            case TEXT -> texts.take(parameter, toolWords);
            case LIST -> list(parameter);
            case OBJECT -> object(parameter, toolWords);
        };
        return found.or(() -> Optional.ofNullable(parameter.schema().get("default")));
    }

    private Optional<Object> number(Parameter parameter, boolean integer) {
        Optional<FoundNumber> best = numbers.stream()
                .filter(number -> !integer || isIntegral(number.value()))
                .max(Comparator.comparingInt(number -> nearness(number, parameter)));
        if (best.isPresent() && (parameter.required() || nearness(best.get(), parameter) > 0)) {
            numbers.remove(best.get());
            return Optional.of(plain(TimeSpans.inUnitOf(parameter, best.get())));
        }
        return TimeSpans.named(parameter, stretch.masked()).map(value -> value);
    }

    /** 5 in "5 days" belongs to a parameter about days rather than to one about messages. */
    private static int nearness(FoundNumber number, Parameter parameter) {
        Set<String> words = parameter.words();
        int after = words.contains(number.after()) || TimeSpans.isSpan(parameter, number) ? 2 : 0;
        return after + (words.contains(number.before()) ? 1 : 0);
    }

    private static boolean isIntegral(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0;
    }

    private static Object plain(BigDecimal value) {
        return isIntegral(value) ? value.toBigIntegerExact() : value;
    }

    private Optional<Object> truth(Parameter parameter) {
        Set<String> words = Words.setOf(stretch.masked());
        boolean mentioned = parameter.words().stream().anyMatch(words::contains);
        if (!mentioned) {
            return parameter.required() ? Optional.of(false) : Optional.empty();
        }
        return Optional.of(!DENIAL.matcher(stretch.masked()).find());
    }

    private Optional<Object> choice(Parameter parameter) {
        Set<String> words = Words.setOf(stretch.plain());
        List<String> choices = new ArrayList<>();
        parameter.schema().path("enum").forEach(choice -> choices.add(choice.asText()));
        return choices.stream()
                .filter(choice -> words.containsAll(Words.of(choice)))
                .findFirst()
                .<Object>map(choice -> choice)
                .or(() -> parameter.required() ? choices.stream().findFirst() : Optional.empty());
    }

    private Optional<Object> list(Parameter parameter) {
        JsonNode items = parameter.schema().path("items");
        Parameter item = new Parameter(parameter.name(), items, true);
        List<?> values = switch (item.kind()) {
            case INTEGER, NUMBER ->
                numbers.stream().map(number -> plain(number.value())).toList();
            case EMAIL -> List.copyOf(emails);
            case LINK -> List.copyOf(links);
            case DATE -> List.copyOf(dates);
            case TEXT, CHOICE ->
                emails.isEmpty()
                        ? texts.takeAll()
                        : Stream.concat(emails.stream(), texts.takeAll().stream())
                                .toList();
            case BOOLEAN, LIST, OBJECT -> List.of();
        };
        return values.isEmpty() ? Optional.empty() : Optional.of(values);
    }

    private Optional<Object> object(Parameter parameter, Set<String> toolWords) {
        Map<String, Object> members = fill(Tool.parameters(parameter.schema()), toolWords);
        return members.isEmpty() && !parameter.required() ? Optional.empty() : Optional.of(members);
    }

    private static Optional<Object> first(List<String> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(values.removeFirst());
    }
}

package dev.countersign.approval.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads single values: empty with a problem where one is not as it should be. */
final class Values {

    private final Problems problems;

    Values(Problems problems) {
        this.problems = problems;
    }

    void problem(Place place, String message) {
        problems.add(place, message);
    }

    Optional<Written.Mapping> mapping(Written written, String name) {
        if (written instanceof Written.Mapping mapping) {
            return Optional.of(mapping);
        }
        return wrong(written, name, "a mapping of members and values");
    }

    Optional<Written.Sequence> sequence(Written written, String name) {
        if (written instanceof Written.Sequence sequence) {
            return Optional.of(sequence);
        }
        return wrong(written, name, "a list");
    }

    Optional<String> text(Written written, String name, int maxLength) {
        if (!(written instanceof Written.Scalar scalar) || scalar.type() != Written.Type.TEXT) {
            return wrong(written, name, "a text (in quotes where it looks like something else)");
        }
        if (scalar.text().isBlank() || scalar.text().length() > maxLength) {
            problems.add(written.place(), "'" + name + "' has 1 to " + maxLength + " characters");
            return Optional.empty();
        }
        return Optional.of(scalar.text());
    }

    /** Texts, each there once. */
    List<String> texts(Written written, String name, int maxItems, int maxLength) {
        List<String> texts = new ArrayList<>();
        for (Written item : sequence(written, name).map(Written.Sequence::items).orElse(List.of())) {
            text(item, name, maxLength).ifPresent(text -> {
                if (texts.contains(text)) {
                    problems.add(item.place(), "'" + Quoted.of(text) + "' is here twice: keep one");
                }
                texts.add(text);
            });
        }
        if (texts.size() > maxItems) {
            problems.add(written.place(), "'" + name + "' has at most " + maxItems + " items");
        }
        return texts;
    }

    /** One text, or a list of one or more. */
    List<String> oneOrMore(Written written, String name, int maxItems, int maxLength) {
        if (!(written instanceof Written.Sequence sequence)) {
            return text(written, name, maxLength).stream().toList();
        }
        if (sequence.items().isEmpty()) {
            problems.add(written.place(), "'" + name + "' is empty and would match nothing: name one, or leave it out");
        }
        return texts(written, name, maxItems, maxLength);
    }

    Optional<Integer> integer(Written written, String name, int min, int max) {
        if (written instanceof Written.Scalar scalar
                && scalar.type() == Written.Type.INTEGER
                && scalar.text().matches("[0-9]{1,6}")) {
            int value = Integer.parseInt(scalar.text());
            if (min <= value && value <= max) {
                return Optional.of(value);
            }
        }
        return wrong(written, name, "a whole number from " + min + " to " + max);
    }

    Optional<Boolean> bool(Written written, String name) {
        if (written instanceof Written.Scalar scalar && scalar.type() == Written.Type.BOOLEAN) {
            return Optional.of(Boolean.parseBoolean(scalar.text()));
        }
        return wrong(written, name, "true or false");
    }

    /** A time from 1 s to the longest that is allowed. */
    Optional<Duration> duration(Written written, String name) {
        if (!(written instanceof Written.Scalar scalar) || scalar.type() != Written.Type.TEXT) {
            return wrong(written, name, Durations.FORM);
        }
        Optional<Duration> duration = Durations.parse(scalar.text());
        if (duration.isEmpty()) {
            return wrong(written, name, Durations.FORM);
        }
        if (duration.get().compareTo(Durations.LONGEST) > 0 || duration.get().isZero()) {
            problems.add(written.place(), "'" + name + "' lies from 1 s to 30 days");
            return Optional.empty();
        }
        return duration;
    }

    /** One of the names, with what was meant where it is another. */
    Optional<String> oneOf(Written written, String name, List<String> known) {
        Optional<String> given = text(written, name, 64);
        if (given.isPresent() && !known.contains(given.get())) {
            problems.add(
                    written.place(),
                    "unknown " + name + " '" + Quoted.of(given.get()) + "': "
                            + Nearest.to(given.get(), known)
                                    .map(near -> "did you mean '" + near + "'?")
                                    .orElse("known are " + String.join(", ", known)));
            return Optional.empty();
        }
        return given;
    }

    private <T> Optional<T> wrong(Written written, String name, String wanted) {
        problems.add(written.place(), "'" + name + "' is " + wanted + ", and here it is " + Quoted.of(written.kind()));
        return Optional.empty();
    }
}

package dev.countersign.approval.policy;

import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.Reasons;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads one rule. */
final class RuleReader {

    static final int MAX_PATTERNS = 100;
    static final int MAX_PATTERN_LENGTH = 256;

    private static final String NAME = "[A-Za-z0-9._-]{1,64}";

    private static final List<String> EFFECTS = List.of("approve", "deny", "hold");

    private static final List<String> MEMBERS = Stream.concat(
                    Stream.of("name", "tool", "hints", "requester", "origin", "when"), EFFECTS.stream())
            .toList();

    private final Problems problems;
    private final Values values;
    private final HoldTerms defaults;
    private final Supplier<Conditions> conditions;

    /**
     * @param defaults the terms of what a hold does not write out
     * @param conditions made when the first condition comes, since it takes time
     */
    RuleReader(Problems problems, HoldTerms defaults, Supplier<Conditions> conditions) {
        this.problems = problems;
        this.values = new Values(problems);
        this.defaults = defaults;
        this.conditions = conditions;
    }

    /** The rule; empty with a problem where it is none. */
    Optional<Rule> read(Written.Mapping mapping) {
        Fields fields = Fields.of(mapping, MEMBERS, problems);
        Optional<String> name = name(fields);
        Matchers matchers = new Matchers(
                patterns(fields, "tool"),
                fields.value("hints").map(this::hints).orElse(Map.of()),
                patterns(fields, "requester"),
                patterns(fields, "origin"));
        Optional<Condition> condition = fields.value("when").flatMap(this::condition);
        Optional<Effect> effect = effect(fields);
        return name.flatMap(named -> effect.map(said -> new Rule(named, matchers, condition, said)));
    }

    private Optional<String> name(Fields fields) {
        if (!fields.has("name")) {
            problems.add(fields.place(), "this rule has no name: add 'name'");
        }
        Optional<String> name = fields.value("name").flatMap(it -> values.text(it, "name", 64));
        if (name.isPresent() && !name.get().matches(NAME)) {
            problems.add(fields.placeOf("name"), "a rule's name has 1 to 64 of A-Z a-z 0-9 . _ -: choose another");
            return Optional.empty();
        }
        if (name.isPresent() && name.get().equals(Policy.DEFAULT_RULE)) {
            problems.add(
                    fields.placeOf("name"),
                    "'default' is the name of what holds where no rule matches: choose another,"
                            + " or write its terms under 'defaults'");
            return Optional.empty();
        }
        return name;
    }

    private List<String> patterns(Fields fields, String name) {
        return fields.value(name)
                .map(it -> values.oneOrMore(it, name, MAX_PATTERNS, MAX_PATTERN_LENGTH))
                .orElse(List.of());
    }

    private Map<String, Boolean> hints(Written written) {
        Map<String, Boolean> wanted = new HashMap<>();
        values.mapping(written, "hints").ifPresent(mapping -> {
            Fields fields = Fields.of(mapping, Hints.NAMES, problems);
            for (String name : Hints.NAMES) {
                fields.value(name).flatMap(it -> values.bool(it, name)).ifPresent(value -> wanted.put(name, value));
            }
        });
        return wanted;
    }

    private Optional<Condition> condition(Written written) {
        Optional<String> text = values.text(written, "when", Conditions.MAX_LENGTH);
        if (text.isEmpty() || !(written instanceof Written.Scalar scalar)) {
            return Optional.empty();
        }
        try {
            return Optional.of(conditions.get().compile(text.get()));
        } catch (UnusableConditionException e) {
            e.faults()
                    .forEach(fault -> problems.add(
                            scalar.places().of(scalar.text(), fault.line(), fault.column()), fault.message()));
            return Optional.empty();
        }
    }

    private Optional<Effect> effect(Fields fields) {
        List<String> given = EFFECTS.stream().filter(fields::has).toList();
        if (given.size() != 1) {
            problems.add(
                    given.isEmpty() ? fields.place() : fields.placeOf(given.getLast()),
                    "a rule says one of approve, deny and hold: "
                            + (given.isEmpty() ? "add one, such as 'hold: {}'" : "keep one"));
            return Optional.empty();
        }
        return switch (given.getFirst()) {
            case "approve" -> approve(fields);
            case "deny" -> deny(fields);
            case "hold" -> hold(fields);
            default -> throw new IllegalStateException("no such effect: " + given.getFirst());
        };
    }

    private Optional<Effect> approve(Fields fields) {
        if (fields.has("origin")) {
            problems.add(
                    fields.placeOf("origin"),
                    "'origin' is only what a request says of itself, so it cannot let a call run by itself:"
                            + " use it in a rule with deny or hold");
        }
        return effectMembers(fields, "approve", List.of("validity"))
                .map(members ->
                        new Effect.Approve(members.value("validity").flatMap(it -> values.duration(it, "validity"))));
    }

    private Optional<Effect> deny(Fields fields) {
        return effectMembers(fields, "deny", List.of("message")).flatMap(members -> {
            if (!members.has("message")) {
                problems.add(fields.placeOf("deny"), "'message' is missing: say what the model is told");
            }
            return members.value("message")
                    .flatMap(it -> values.text(it, "message", Reasons.MAX_LENGTH))
                    .map(Effect.Deny::new);
        });
    }

    private Optional<Effect> hold(Fields fields) {
        return fields.value("hold")
                .flatMap(it -> values.mapping(it, "hold"))
                .map(mapping -> new Effect.Hold(new HoldReader(problems).read(mapping, defaults)));
    }

    private Optional<Fields> effectMembers(Fields fields, String name, List<String> known) {
        return fields.value(name)
                .flatMap(it -> values.mapping(it, name))
                .map(mapping -> Fields.of(mapping, known, problems));
    }
}

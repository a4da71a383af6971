package dev.countersign.approval.policy;

import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.Reasons;
import dev.countersign.contract.event.Priority;
import dev.countersign.contract.event.Verb;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the terms under which people decide. */
final class HoldReader {

    static final int MAX_GROUPS = 32;
    static final int MAX_GRANT_USES = 1_000;

    private static final List<String> MEMBERS = List.of(
            "groups",
            "quorum",
            "requesterMustDiffer",
            "verbs",
            "expiry",
            "validity",
            "reminders",
            "warning",
            "escalation",
            "priority",
            "due",
            "check",
            "grants");

    private final Problems problems;
    private final Values values;

    HoldReader(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    /** The terms that the mapping has, over those that it does not write out. */
    HoldTerms read(Written.Mapping mapping, HoldTerms base) {
        Fields fields = Fields.of(mapping, MEMBERS, problems);
        HoldTerms terms = overrides(fields).over(base);
        checkTimes(fields, terms);
        return terms;
    }

    private HoldOverrides overrides(Fields fields) {
        return new HoldOverrides(
                fields.value("groups").map(this::groups),
                fields.value("quorum").flatMap(it -> values.integer(it, "quorum", 1, HoldTerms.MAX_QUORUM)),
                fields.value("requesterMustDiffer").flatMap(it -> values.bool(it, "requesterMustDiffer")),
                fields.value("verbs").flatMap(this::verbs),
                duration(fields, "expiry"),
                duration(fields, "validity"),
                fields.value("reminders").map(this::reminders),
                duration(fields, "warning"),
                fields.value("escalation").flatMap(this::escalation),
                fields.value("priority")
                        .flatMap(it -> values.oneOf(it, "priority", names(Priority.values())))
                        .map(name -> Priority.valueOf(name.toUpperCase(Locale.ROOT))),
                duration(fields, "due"),
                fields.value("check").flatMap(it -> values.text(it, "check", Reasons.MAX_LENGTH)),
                fields.value("grants").flatMap(this::grants));
    }

    private Optional<Duration> duration(Fields fields, String name) {
        return fields.value(name).flatMap(it -> values.duration(it, name));
    }

    private Set<String> groups(Written written) {
        return new HashSet<>(values.texts(written, "groups", MAX_GROUPS, 64));
    }

    private Optional<Set<Verb>> verbs(Written written) {
        List<Written> items =
                values.sequence(written, "verbs").map(Written.Sequence::items).orElse(List.of());
        Set<Verb> verbs = items.stream()
                .flatMap(item -> values.oneOf(item, "verb", names(Verb.values())).stream())
                .map(name -> Verb.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        if (!verbs.contains(Verb.REJECT)) {
            problems.add(written.place(), "a call that is held can always be rejected: add reject to 'verbs'");
            return Optional.empty();
        }
        return Optional.of(verbs);
    }

    private List<Duration> reminders(Written written) {
        List<Duration> reminders = values.sequence(written, "reminders").map(Written.Sequence::items).stream()
                .flatMap(List::stream)
                .flatMap(item -> values.duration(item, "reminders").stream())
                .toList();
        if (!reminders.stream().sorted().distinct().toList().equals(reminders)) {
            problems.add(written.place(), "'reminders' go from the earliest to the latest, each once: sort them");
            return List.of();
        }
        if (reminders.size() > HoldTerms.MAX_REMINDERS) {
            problems.add(written.place(), "'reminders' has at most " + HoldTerms.MAX_REMINDERS + " items");
            return List.of();
        }
        return reminders;
    }

    private Optional<HoldTerms.Escalation> escalation(Written written) {
        return values.mapping(written, "escalation").flatMap(mapping -> {
            Fields fields = Fields.of(mapping, List.of("after", "group"), problems);
            Optional<Duration> after = required(fields, "after").flatMap(it -> values.duration(it, "after"));
            Optional<String> group = required(fields, "group").flatMap(it -> values.text(it, "group", 64));
            return after.flatMap(time -> group.map(name -> new HoldTerms.Escalation(time, name)));
        });
    }

    private Optional<HoldTerms.GrantLimits> grants(Written written) {
        return values.mapping(written, "grants").flatMap(mapping -> {
            Fields fields = Fields.of(mapping, List.of("longest", "uses"), problems);
            Optional<Duration> longest = required(fields, "longest").flatMap(it -> values.duration(it, "longest"));
            Optional<Integer> uses =
                    required(fields, "uses").flatMap(it -> values.integer(it, "uses", 1, MAX_GRANT_USES));
            return longest.flatMap(time -> uses.map(count -> new HoldTerms.GrantLimits(time, count)));
        });
    }

    private Optional<Written> required(Fields fields, String name) {
        if (!fields.has(name)) {
            problems.add(fields.place(), "'" + name + "' is missing: add it");
        }
        return fields.value(name);
    }

    /** Where the terms name no expiry the gate has its own, which no file knows. */
    private void checkTimes(Fields fields, HoldTerms terms) {
        Duration expiry = terms.expiry().orElse(Durations.LONGEST.plusSeconds(1));
        checkBefore(fields, "reminders", terms.reminders().stream().max(Duration::compareTo), expiry);
        checkBefore(fields, "warning", terms.warning(), expiry);
        checkBefore(fields, "escalation", terms.escalation().map(HoldTerms.Escalation::after), expiry);
        checkBefore(fields, "due", terms.due(), expiry);
    }

    private void checkBefore(Fields fields, String name, Optional<Duration> time, Duration expiry) {
        if (time.isPresent() && time.get().compareTo(expiry) >= 0) {
            Place place = fields.has(name) ? fields.placeOf(name) : fields.placeOf("expiry");
            problems.add(place, "'" + name + "' comes before 'expiry': make it shorter than " + expiry);
        }
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}

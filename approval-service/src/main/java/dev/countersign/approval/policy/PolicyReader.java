package dev.countersign.approval.policy;

import dev.countersign.approval.gate.HoldTerms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads a whole file. */
final class PolicyReader {

    static final int MAX_RULES = 500;
    static final int MAX_LISTS = 100;
    static final int MAX_LIST_ITEMS = 1_000;
    static final int MAX_ITEM_LENGTH = 256;

    private static final List<String> MEMBERS = List.of("version", "lists", "defaults", "rules");

    private static final String LIST_NAME = "[A-Za-z][A-Za-z0-9_]{0,63}";

    /** Names that mean something else in a condition. */
    private static final Set<String> TAKEN = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while",
            "int",
            "uint",
            "double",
            "bool",
            "string",
            "bytes",
            "list",
            "map",
            "type",
            "null_type",
            "dyn",
            "google");

    private final Problems problems;
    private final Values values;

    PolicyReader(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    /** What a file says, without its bytes. */
    record Content(HoldTerms defaults, List<Rule> rules) {}

    Content read(Written root) {
        Optional<Written.Mapping> mapping = values.mapping(root, "a policy");
        if (mapping.isEmpty()) {
            return new Content(HoldTerms.DEFAULT, List.of());
        }
        Fields fields = Fields.of(mapping.get(), MEMBERS, problems);
        checkVersion(fields);
        Map<String, List<String>> lists = fields.value("lists").map(this::lists).orElse(Map.of());
        HoldTerms defaults = fields.value("defaults")
                .flatMap(it -> values.mapping(it, "defaults"))
                .map(terms -> new HoldReader(problems).read(terms, HoldTerms.DEFAULT))
                .orElse(HoldTerms.DEFAULT);
        return new Content(defaults, rules(fields, new RuleReader(problems, defaults, once(lists))));
    }

    private static Supplier<Conditions> once(Map<String, List<String>> lists) {
        List<Conditions> made = new ArrayList<>();
        return () -> {
            if (made.isEmpty()) {
                made.add(new Conditions(lists));
            }
            return made.getFirst();
        };
    }

    private void checkVersion(Fields fields) {
        if (!fields.has("version")) {
            problems.add(fields.place(), "'version' is missing: add 'version: 1'");
        }
        fields.value("version").ifPresent(written -> values.integer(written, "version", 1, 1));
    }

    private Map<String, List<String>> lists(Written written) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (Written.Member member :
                values.mapping(written, "lists").map(Written.Mapping::members).orElse(List.of())) {
            if (!member.name().matches(LIST_NAME)
                    || TAKEN.contains(member.name())
                    || Conditions.VARIABLES.contains(member.name())) {
                problems.add(
                        member.place(),
                        "a list's name starts with a letter, has up to 64 letters, digits and _,"
                                + " and is no word of conditions: choose another");
            } else if (lists.putIfAbsent(
                            member.name(), values.texts(member.value(), member.name(), MAX_LIST_ITEMS, MAX_ITEM_LENGTH))
                    != null) {
                problems.add(member.place(), "'" + member.name() + "' is here twice: keep one");
            }
        }
        if (lists.size() > MAX_LISTS) {
            problems.add(written.place(), "there are at most " + MAX_LISTS + " lists");
        }
        return lists;
    }

    private List<Rule> rules(Fields fields, RuleReader reader) {
        if (!fields.has("rules")) {
            problems.add(fields.place(), "'rules' is missing: add it, if only as 'rules: []'");
        }
        List<Written> items = fields.value("rules")
                .flatMap(it -> values.sequence(it, "rules"))
                .map(Written.Sequence::items)
                .orElse(List.of());
        if (items.size() > MAX_RULES) {
            problems.add(
                    fields.placeOf("rules"), "there are at most " + MAX_RULES + " rules: this has " + items.size());
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Written item : items) {
            values.mapping(item, "a rule").flatMap(reader::read).ifPresent(rule -> {
                if (!names.add(rule.name())) {
                    problems.add(item.place(), "another rule is named '" + rule.name() + "': choose another name");
                }
                rules.add(rule);
            });
        }
        return rules;
    }
}

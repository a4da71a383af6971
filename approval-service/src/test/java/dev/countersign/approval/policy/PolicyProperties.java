package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.PolicyVerdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PolicyProperties {

    private static final String VALID =
            "version: 1\nlists: {a: [x]}\ndefaults: {quorum: 2}\nrules:\n- name: r\n  tool: 't*'\n"
                    + "  when: |\n    arguments.n < 5 && tool in a\n  hold: {expiry: 2h, reminders: [1h]}\n";

    @Property(tries = 500)
    void shouldReadAnyBytesOrSayWhatIsWrong(@ForAll byte[] bytes) {
        assertThat(isReadOrRefused(bytes)).isTrue();
    }

    @Property(tries = 1_000)
    void shouldReadAnythingNearAPolicyOrSayWhatIsWrong(@ForAll("edits") String text) {
        assertThat(isReadOrRefused(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @Property(tries = 500)
    void shouldReadAnyConditionOrSayWhatIsWrong(@ForAll("conditions") String condition) {
        String text = "version: 1\nrules:\n- name: r\n  hold: {}\n  when: |2\n  " + condition.replace("\n", "\n  ");

        assertThat(isReadOrRefused(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @Property(tries = 300)
    void shouldLetFirstRuleDecideThatMatchesOrFails(@ForAll("rules") List<Kind> kinds) {
        Policy policy = policy(kinds);
        List<Kind> ending = kinds.stream().filter(Kind::ends).toList();

        PolicyVerdict verdict = policy.verdict(Questions.asking("{}"));

        if (ending.isEmpty()) {
            assertThat(verdict.rule()).isEqualTo("default");
        } else {
            assertThat(verdict.rule()).isEqualTo("r" + kinds.indexOf(ending.getFirst()));
            assertThat(Questions.word(verdict)).isEqualTo(ending.getFirst().word());
        }
        assertThat(policy.explain(Questions.asking("{}")).verdict()).isEqualTo(verdict);
    }

    @Provide
    Arbitrary<String> edits() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of(
                        ":", "- ", "{", "}", "[", "]", "&x ", "*x", "!!", "'", "\"", "\t", "\n", "\r", "|", ">", "?",
                        "#", "%", "@", "null", "true", "1e9", "---\n", "...\n", "\ufeff", "\0", "\u2028", "<<: "),
                Arbitraries.strings().ofMaxLength(5));
        return Combinators.combine(
                        Arbitraries.integers().between(0, VALID.length()),
                        Arbitraries.integers().between(0, 8),
                        piece)
                .as((at, length, put) ->
                        VALID.substring(0, at) + put + VALID.substring(Math.min(VALID.length(), at + length)));
    }

    @Provide
    Arbitrary<String> conditions() {
        return Arbitraries.of(
                        "arguments",
                        ".x",
                        "[0]",
                        "tool",
                        "requester",
                        "(",
                        ")",
                        "!",
                        "-",
                        "&&",
                        "||",
                        "==",
                        " in ",
                        "1",
                        "1.5",
                        "'a'",
                        "\"",
                        "[",
                        "]",
                        "{",
                        "}",
                        ",",
                        ":",
                        "?",
                        ".map(a, ",
                        ".exists(b, b",
                        "has(",
                        "size(",
                        ".matches(",
                        "'(a*)*'",
                        "\n",
                        "\\",
                        "b'\\xff'",
                        "9223372036854775808",
                        "0x",
                        "u",
                        "//",
                        "int",
                        "google.protobuf.Any{")
                .list()
                .ofMaxSize(15)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<List<Kind>> rules() {
        return Arbitraries.of(Kind.class).list().ofMaxSize(6);
    }

    private static boolean isReadOrRefused(byte[] bytes) {
        try {
            Policy policy = PolicyFile.parse(bytes, "p");
            return policy.verdict(Questions.asking("{\"n\": 1}"))
                    .policyVersion()
                    .equals(policy.version());
        } catch (PolicyFileException e) {
            return !e.problems().isEmpty()
                    && e.problems().stream().allMatch(problem -> problem.line() >= 1 && problem.column() >= 1);
        }
    }

    private static Policy policy(List<Kind> kinds) {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            rules.add("- {name: r" + i + ", " + kinds.get(i).rest + "}\n");
        }
        String text = rules.stream().collect(Collectors.joining());
        return Questions.policy("version: 1\nrules:" + (text.isEmpty() ? " []" : "\n" + text));
    }

    enum Kind {
        APPROVE("approve: {}"),
        DENY("deny: {message: no}"),
        HOLD("when: size(arguments) == 0, hold: {}"),
        OTHER_TOOL("tool: other, approve: {}"),
        FALSE("when: tool == 'other', approve: {}"),
        APPROVE_ERROR("when: arguments.missing == 1, approve: {}"),
        DENY_ERROR("when: requester == 'x', deny: {message: no}"),
        HOLD_ERROR("when: arguments.missing, hold: {}");

        private final String rest;

        Kind(String rest) {
            this.rest = rest;
        }

        boolean ends() {
            return this != OTHER_TOOL && this != FALSE;
        }

        String word() {
            return switch (this) {
                case APPROVE -> "approve";
                case DENY -> "deny";
                case HOLD, OTHER_TOOL, FALSE -> "hold";
                case APPROVE_ERROR, DENY_ERROR, HOLD_ERROR -> "error";
            };
        }
    }
}

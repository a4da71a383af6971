package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What {@code docs/policy.md} says of its examples. */
class PolicyDocumentTest {

    @Test
    void shouldStateVerdictsOfEveryExample() {
        assertThat(PolicyDocument.examples())
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(example ->
                        assertThat(example.rows()).as(example.heading()).isNotEmpty());
    }

    @TestFactory
    Stream<DynamicTest> shouldDecideAsStated() {
        return PolicyDocument.examples().stream().flatMap(example -> {
            Policy policy = Questions.policy(example.yaml());
            return example.rows().stream()
                    .map(row -> DynamicTest.dynamicTest(
                            example.heading() + ": " + String.join(" ", row.values()), () -> check(policy, row)));
        });
    }

    private static void check(Policy policy, Map<String, String> row) {
        PolicyVerdict verdict = policy.verdict(question(row));

        assertThat(word(verdict)).isEqualTo(row.get("verdict"));
        assertThat(verdict.rule()).isEqualTo(row.get("rule"));
        assertThat(people(verdict, row)).isEqualTo(row.get("people"));
        if (row.containsKey("verbs")) {
            assertThat(verbs(verdict)).isEqualTo(row.get("verbs"));
        }
    }

    private static PolicyQuestion question(Map<String, String> row) {
        List<String> hints = Arrays.asList(row.getOrDefault("hints", "").split(" "));
        Annotations annotations = new Annotations(
                hints.contains("readOnly"),
                hints.contains("destructive"),
                hints.contains("idempotent"),
                hints.contains("openWorld"));
        PolicyQuestion question =
                Questions.hinted(annotations, Questions.asking(row.get("tool"), row.get("arguments")));
        return requester(row).map(name -> Questions.by(name, question)).orElse(question);
    }

    private static Optional<String> requester(Map<String, String> row) {
        return Optional.of(row.get("requester")).filter(name -> !name.isEmpty());
    }

    private static String word(PolicyVerdict verdict) {
        String word = Questions.word(verdict);
        return word.equals("error") ? "hold (error)" : word;
    }

    private static String people(PolicyVerdict verdict, Map<String, String> row) {
        if (!(verdict instanceof PolicyVerdict.Hold hold)) {
            return "";
        }
        HoldTerms terms = hold.terms();
        boolean oneMore = terms.requesterMustDiffer() && requester(row).isEmpty();
        return Integer.toString(terms.quorum() + (oneMore ? 1 : 0));
    }

    private static String verbs(PolicyVerdict verdict) {
        return verdict instanceof PolicyVerdict.Hold hold
                ? hold.terms().verbs().stream()
                        .sorted()
                        .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "))
                : "";
    }
}

package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.countersign.approval.gate.PolicyVerdict;
import dev.countersign.approval.gate.Reasons;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments as large as they may be, made to take as long as they can. */
class HostileArgumentsTest {

    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final String MANY = "[" + String.join(",", Collections.nCopies(31_000, "1")) + "]";
    private static final String LONG = "\"" + "a".repeat(60_000) + "\"";
    private static final String BOTH = "{\"list\": [" + String.join(",", Collections.nCopies(900, "1"))
            + "], \"text\": \"" + "a".repeat(60_000) + "\"}";

    static Stream<Arguments> attempts() {
        return Stream.of(
                Arguments.of("arguments.x.all(a, a == 1)", "{\"x\": " + MANY + "}", "error"),
                Arguments.of("arguments.x.exists(a, arguments.x.exists(b, a != b))", "{\"x\": " + MANY + "}", "error"),
                Arguments.of(
                        "size(arguments.x.map(a, arguments.x.map(b, arguments.x))) > 0",
                        "{\"x\": " + MANY + "}",
                        "error"),
                Arguments.of("arguments.x == arguments.x", "{\"x\": " + MANY + "}", "approve"),
                Arguments.of("5 in arguments.x", "{\"x\": " + MANY + "}", "hold"),
                Arguments.of("arguments.x.matches('^(a+)+$')", "{\"x\": " + LONG + "}", "approve"),
                Arguments.of("arguments.x.matches('(a|aa|a?){20}b')", "{\"x\": " + LONG + "}", "hold"),
                Arguments.of("arguments.x.matches('^.{1,500}b')", "{\"x\": " + LONG + "}", "hold"),
                Arguments.of("arguments.list.exists(a, arguments.text.matches('a*b'))", BOTH, "error"),
                Arguments.of("[arguments.text].exists(t, arguments.list.exists(a, t.matches('a*b')))", BOTH, "error"),
                Arguments.of("[arguments.text].exists(t, size(arguments.list.map(a, t + t)) == 0)", BOTH, "error"),
                Arguments.of("arguments.list.exists(a, arguments.text.contains('b'))", BOTH, "error"),
                Arguments.of("size(arguments.list.map(a, arguments.text + arguments.text)) > 0", BOTH, "error"),
                Arguments.of("arguments.x < 1", "{\"x\": " + "9".repeat(1_000) + "}", "error"),
                Arguments.of("arguments.x < 1", "{\"x\": 1e-999}", "error"),
                Arguments.of("size(arguments) > 0", deep(60), "approve"),
                Arguments.of("arguments == arguments", deep(60), "approve"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("attempts")
    void shouldEndSoon(String condition, String arguments, String expected) {
        Policy policy = Questions.approving(condition);
        PolicyQuestion question = Questions.asking(arguments);

        PolicyVerdict verdict = assertTimeout(BOUND, () -> policy.verdict(question));

        assertThat(Questions.word(verdict)).isEqualTo(expected);
    }

    @Test
    void shouldBoundWhatItSaysOfAnError() {
        String name = "a\\n".repeat(20_000);

        PolicyVerdict verdict = Questions.approving("arguments.exists(k, arguments[k] == 5)")
                .verdict(Questions.asking("{\"" + name + "\": 0.1}"));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        PolicyVerdict.Hold.class,
                        hold -> assertThat(hold.error())
                                .hasValueSatisfying(error -> assertThat(error)
                                        .hasSizeLessThan(Reasons.MAX_LENGTH)
                                        .doesNotContain("\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tool.matches(arguments.pattern)",
                "tool.matches('((a{1000}){1000}){1000}')",
                "tool.matches('a{2001}')",
                "[1].map(a, a).map(a, a).map(a, a).map(a, a).map(a, a).map(a, a).map(a, a).map(a, a).map(a, a) == [1]"
            })
    void shouldRefuseConditionsThatCouldTakeLong(String condition) {
        assertThat(catchThrowable(() -> Questions.approving(condition))).isInstanceOf(PolicyFileException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "!("})
    void shouldRefuseDeepConditions(String opening) {
        assertThat(catchThrowable(() -> Questions.approving(opening.repeat(2_000) + "true")))
                .isInstanceOf(PolicyFileException.class);
    }

    @Test
    void shouldRefuseLongCondition() {
        assertThat(catchThrowable(() -> Questions.approving("true" + " && true".repeat(600))))
                .hasMessageContaining("1 to 4096 characters");
    }

    private static String deep(int levels) {
        return "{\"x\":".repeat(levels) + "1" + "}".repeat(levels);
    }
}

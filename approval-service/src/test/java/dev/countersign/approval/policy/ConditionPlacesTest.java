package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Problems of a condition are placed where they stand in the file, however the condition is written. */
class ConditionPlacesTest {

    private static final String HEAD = "version: 1\nrules:\n- name: a\n  hold: {}\n";

    static Stream<Arguments> conditions() {
        return Stream.of(
                Arguments.of("plain", "  when: tool == 'x' && WRONG\n"),
                Arguments.of("plain over lines", "  when: tool == 'x'\n\n     && tool != 'y'\n   && WRONG\n"),
                Arguments.of("single quotes", "  when: 'tool == ''it'' && WRONG'\n"),
                Arguments.of("double quotes", "  when: \"tool == \\\"\\u0041\\t\\x42\\\" && WRONG\"\n"),
                Arguments.of("double quotes over lines", "  when: \"tool == 'x' \\\n     && \n\n   WRONG\"\n"),
                Arguments.of("literal", "  when: |\n    tool == 'x' &&\n      WRONG\n"),
                Arguments.of("literal with indicators", "  when: |2-  # why\n\n     tool == 'x'\n    && WRONG\n\n"),
                Arguments.of("folded", "  when: >\n    tool == 'x'\n    &&\n\n    WRONG\n"),
                Arguments.of("folded, more indented", "  when: >-\n    tool == 'x'\n        && WRONG\n    && true\n"),
                Arguments.of("beyond the first plane", "  when: tool == '\ud83d\ude00' && WRONG\n"),
                Arguments.of("carriage returns", "  when: |\r\n    tool == 'x' &&\r\n      WRONG\r\n"),
                Arguments.of("flow", "  when: {\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conditions")
    void shouldPlaceUnknownName(String style, String when) {
        String text = HEAD + when;
        String expected = text.contains("WRONG") ? place(text, text.indexOf("WRONG")) : "6:1";

        assertThat(firstProblem(text)).startsWith(expected + ": ");
    }

    @Test
    void shouldPlaceWhatIsMissingAfterTheEnd() {
        assertThat(firstProblem(HEAD + "  when: |\n    tool ==\n"))
                .isEqualTo("6:12: the condition ends too early: complete it");
    }

    @Test
    void shouldPlaceRegularExpression() {
        assertThat(firstProblem(HEAD + "  when: tool.matches('[')\n"))
                .isEqualTo("5:22: this is no regular expression (RE2): missing closing ]");
    }

    @Test
    void shouldWantTruthOrFalsehood() {
        assertThat(firstProblem(HEAD + "  when: 1 + 1\n"))
                .isEqualTo("5:11: a condition is true or false, and this is of type 'int'");
    }

    @Test
    void shouldRefuseComparisonThatIsNeverTrue() {
        assertThat(firstProblem(HEAD + "  when: tool == 5\n"))
                .isEqualTo("5:14: this condition cannot be read: found no matching overload for '_==_' applied to"
                        + " '(string, int)'");
    }

    private static String place(String text, int index) {
        String before = text.substring(0, index);
        int lineStart = before.lastIndexOf('\n') + 1;
        return (before.split("\n", -1).length) + ":" + (before.codePointCount(lineStart, index) + 1);
    }

    private static String firstProblem(String text) {
        try {
            Questions.policy(text);
            return "none";
        } catch (PolicyFileException e) {
            return e.problems().getFirst().toString();
        }
    }
}

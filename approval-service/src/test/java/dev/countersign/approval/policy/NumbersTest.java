package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.PolicyVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers in conditions: what is integral is a 64-bit integer, what a double holds exactly is one, the rest is an error. */
class NumbersTest {

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | x < 6 | true",
                "5 | x < 5 | false",
                "5 | x < 5.5 | true",
                "5 | x < 5.0 | false",
                "5 | x == 5 | true",
                "5 | x == 5.0 | true",
                "5 | x != 5.0 | false",
                "5 | x == 5.5 | false",
                "5 | x in [4, 5] | true",
                "5 | x in [4.5, 5.0] | true",
                "5 | x in [4.5, 5.5] | false",
                "5 | x == 5u | true",
                "5.0 | x == 5 | true",
                "5.0 | x != 5 | false",
                "5.0 | x < 6 | true",
                "5.0 | x in [5] | true",
                "5.0 | type(x) == int | true",
                "5.5 | x < 6 | true",
                "5.5 | x < 5 | false",
                "5.5 | x == 5.5 | true",
                "5.5 | x == 5 | false",
                "5.5 | x != 5 | true",
                "5.5 | x in [5, 6] | false",
                "5.5 | x in [5.5] | true",
                "5.5 | type(x) == double | true",
                "1e3 | x == 1000 | true",
                "1e3 | x != 1000.0 | false",
                "1e3 | x < 1001 | true",
                "1e3 | x in [1000] | true",
                "1e3 | type(x) == int | true",
                "9007199254740993 | x == 9007199254740993 | true",
                "9007199254740993 | x == 9007199254740992 | false",
                "9007199254740993 | x == 9007199254740992.0 | false",
                "9007199254740993 | x != 9007199254740992.0 | true",
                "9007199254740993 | x > 9007199254740992.0 | true",
                "9007199254740993 | x <= 9007199254740992.0 | false",
                "9007199254740993 | x < 9007199254740994.0 | true",
                "9007199254740993 | x in [9007199254740992.0] | false",
                "9007199254740993 | x in [9007199254740993] | true",
                "9223372036854775808 | x == 9223372036854775807 | false",
                "9223372036854775808 | x != 9223372036854775807 | true",
                "9223372036854775808 | x > 9223372036854775807 | true",
                "9223372036854775808 | x < 9223372036854775807 | false",
                "9223372036854775808 | x == 9223372036854775808.0 | true",
                "9223372036854775808 | x == 9223372036854775808u | true",
                "9223372036854775808 | x in [9223372036854775807] | false",
                "9223372036854775808 | x in [9223372036854775808.0] | true",
                "-9223372036854775808 | x < 0 | true",
                "9223372036854775809 | x > 0 | error",
                "0.1 | x < 1 | error",
                "0.1 | x == 0.1 | error",
                "0.1 | x != 5 | error",
                "0.1 | x in [5] | error",
                "0.1 | has(arguments.x) | true",
                "0.1 | size(arguments) == 1 | true",
                "0.1 | tool == 'send_email' | true",
                "0.1 | arguments == {'x': 5} | error",
                "0.5 | x == 0.5 | true",
                "1e300 | x > 0 | error",
                "0 | x < 0.1 | true",
                "0.125 | x == 0.1 | false",
                "0.125 | x > 0.1 | true",
                "\"5\" | x < 6 | error",
                "\"5\" | x == 5 | false",
                "\"5\" | x in [5] | false",
                "null | x < 6 | error",
                "null | x == null | true",
                "true | x < 6 | error",
                "[1, 5.5] | x == [1.0, 5.5] | true",
                "[1, 5.5] | 1.0 in x | true",
                "[1, 0.1] | 1 in x | true",
                "[1, 0.1] | 5 in x | error",
                "[1, 0.1] | x[0] == 1 | true",
                "{\"y\": 5} | x == {'y': 5.0} | true",
                "{\"y\": 5} | x.y < 6 | true",
                "5 | 1.0 / 0.0 > x | true",
                "5 | x == 0.0 / 0.0 | false",
                "5 | x + 9223372036854775807 > 0 | error",
                "5 | x * 2.0 > 1.0 | error",
                "5 | double(x) * 2.0 > 1.0 | true"
            })
    void shouldCompareNumbersByValue(String number, String condition, String expected) {
        String spelled = condition.replaceAll("(?<![a-z.'])x(?![a-z'])", "arguments.x");

        PolicyVerdict verdict = Questions.approving(spelled).verdict(Questions.asking("{\"x\": " + number + "}"));

        String wanted = expected.replace("true", "approve").replace("false", "hold");
        assertThat(Questions.word(verdict)).isEqualTo(wanted);
    }

    /** A literal that no double holds stands for the nearest one, as CEL defines it; arguments are not rounded so. */
    @Test
    void shouldTakeLiteralForNearestDouble() {
        String nearest = "0.1000000000000000055511151231257827021181583404541015625";

        PolicyVerdict verdict =
                Questions.approving("arguments.x == 0.1").verdict(Questions.asking("{\"x\": " + nearest + "}"));

        assertThat(Questions.word(verdict)).isEqualTo("approve");
    }

    @Test
    void shouldSayWhichNumberCannotBeHeldExactly() {
        PolicyVerdict verdict =
                Questions.approving("arguments.amount < 100").verdict(Questions.asking("{\"amount\": 99.99}"));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        PolicyVerdict.Hold.class,
                        hold -> assertThat(hold.error())
                                .contains(
                                        "rule 'few': 'amount' is a number that neither a 64-bit integer nor a double holds exactly"
                                                + " (at character 10 of the condition)"));
    }
}

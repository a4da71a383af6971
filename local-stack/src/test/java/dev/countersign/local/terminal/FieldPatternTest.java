package dev.countersign.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "equals:5 | 7 | {\"equals\":5}",
                "equals:5 | \"7\" | {\"equals\":\"5\"}",
                "equals:1234567890123456789.10 | 7 | {\"equals\":1234567890123456789.1}",
                "equals:a:b | \"7\" | {\"equals\":\"a:b\"}",
                "equals:null | {} | {\"equals\":null}",
                "prefix:sally@ | \"x\" | {\"prefix\":\"sally@\"}",
                "range:-1.5..100 | 7 | {\"max\":100,\"min\":-1.5}",
                "range:..100 | 7 | {\"max\":100}",
                "range:0.. | 7 | {\"min\":0}"
            })
    void shouldSayWhatAMemberMustBe(String pattern, String now, String body) throws Exception {
        assertThat(JsonCodec.writeText(FieldPattern.parse(pattern).body(CanonicalJson.parse(now))))
                .isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "equal:5", "range:5", "range:..", ":"})
    void shouldRefuseWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> FieldPattern.parse(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseAValueThatIsNoJsonWhereTheMemberIsNoText() throws Exception {
        CanonicalJson number = CanonicalJson.parse("7");

        assertThatThrownBy(() -> FieldPattern.parse("equals:sally").body(number))
                .hasMessageContaining("no JSON value");
    }
}

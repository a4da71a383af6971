package dev.countersign.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    private static JsonNode vectors() throws Exception {
        return new ObjectMapper().readTree(CanonicalJsonTest.class.getResource("/vectors/canonical-json.json"));
    }

    static Stream<JsonNode> canonical() throws Exception {
        return vectors().get("vectors").valueStream();
    }

    static Stream<JsonNode> refused() throws Exception {
        return vectors().get("refused").valueStream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("canonical")
    void shouldMatchVector(JsonNode vector) throws Exception {
        CanonicalJson json = CanonicalJson.parse(vector.get("input").textValue());

        assertThat(json.text()).isEqualTo(vector.get("canonical").textValue());
        assertThat(json.digest().hex()).isEqualTo(vector.get("sha256").textValue());
        assertThat(CanonicalJson.parse(json.text())).isEqualTo(json);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void shouldRefuse(JsonNode vector) {
        assertThatThrownBy(() -> CanonicalJson.parse(vector.get("input").textValue()))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void shouldStandOnTheBoundOfDigits() throws Exception {
        assertThat(CanonicalJson.parse("1e999").text()).isEqualTo("1" + "0".repeat(999));
        assertThat(CanonicalJson.parse("-1e-1000").text()).isEqualTo("-0." + "0".repeat(999) + "1");
    }

    @Test
    void shouldStandOnTheBoundOfNesting() throws Exception {
        assertThat(CanonicalJson.parse("[".repeat(64) + "]".repeat(64)).text()).hasSize(128);
        assertThatThrownBy(() -> CanonicalJson.parse("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(UnreadableException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e99999999999", "-1e-99999999999", "1e-2147483648", "{\"a\": [1e2147483648]}", "1e2147483647"})
    void shouldRefuseExponentsBeyondAllBounds(String number) {
        assertThatThrownBy(() -> CanonicalJson.parse(number))
                .isInstanceOfSatisfying(
                        UnreadableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UnreadableException.Reason.NUMBER_OUT_OF_RANGE));
    }

    @Test
    void shouldNotLetASmallTextBecomeAHugeOne() {
        String numbers = "[" + "1e999,".repeat(17_000) + "0]";

        assertThatThrownBy(() -> CanonicalJson.parse(numbers))
                .isInstanceOfSatisfying(
                        UnreadableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UnreadableException.Reason.TOO_LARGE));
    }

    @Test
    void shouldGiveMembersWithEveryDigit() throws Exception {
        CanonicalJson json =
                CanonicalJson.parse("{\"a\": 1234567890123456789012, \"b\": 0.1000000000000000055, \"c\": null}");

        assertThat(json.members().get("a")).hasToString("1234567890123456789012");
        assertThat(json.members().get("b")).isEqualTo(new BigDecimal("0.1000000000000000055"));
        assertThat(json.members()).containsEntry("c", null);
    }

    @Test
    void shouldHaveMembersOnlyAsObject() {
        assertThatThrownBy(() -> CanonicalJson.NULL.members()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldIndentWithoutTouchingValues() throws Exception {
        CanonicalJson json = CanonicalJson.parse(
                "{\"b\":[1e30,{}],\"a\":\"x, {\\\"y\\\": [\\\\\\u001f\",\"c\":[],\"d\":{\"e\":null}}");

        assertThat(JsonCodec.indented(json)).isEqualTo("""
                        {
                          "a": "x, {\\"y\\": [\\\\\\u001f",
                          "b": [
                            1e+30,
                            {}
                          ],
                          "c": [],
                          "d": {
                            "e": null
                          }
                        }""");
    }

    @Test
    void shouldKeepDigitsUnderAnyMapper() throws Exception {
        CanonicalJson json = new ObjectMapper().readValue("[0.1000000000000000055]", CanonicalJson[].class)[0];

        assertThat(json.text()).isEqualTo("0.1000000000000000055");
        assertThat(new ObjectMapper().writeValueAsString(json)).isEqualTo("0.1000000000000000055");
    }

    record Envelope(Edit edit) {}

    /** What was read once is stored and sent on inside other values, and must be readable there. */
    @Test
    void shouldBeReadableInsideOtherValuesAtTheGreatestDepth() throws Exception {
        CanonicalJson deepest = CanonicalJson.parse("[".repeat(64) + "]".repeat(64));
        Envelope envelope = new Envelope(new Edit(Optional.of(deepest)));

        assertThat(JsonCodec.read(JsonCodec.write(envelope), Envelope.class)).isEqualTo(envelope);
    }

    record Edit(Optional<CanonicalJson> arguments) {}

    @Test
    void shouldBeAbsentUnderAnyMapperWhereItIsMissing() throws Exception {
        ObjectMapper other = JsonMapper.builder().addModule(new Jdk8Module()).build();

        assertThat(other.readValue("{}", Edit.class).arguments()).isEmpty();
        assertThat(JsonCodec.read("{}".getBytes(StandardCharsets.UTF_8), Edit.class)
                        .arguments())
                .isEmpty();
        assertThat(JsonCodec.read("{\"arguments\":null}".getBytes(StandardCharsets.UTF_8), Edit.class)
                        .arguments())
                .contains(CanonicalJson.NULL);
    }
}

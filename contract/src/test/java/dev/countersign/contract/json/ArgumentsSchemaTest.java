package dev.countersign.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.contract.json.ArgumentsSchema.Violation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ArgumentsSchemaTest {
    @Test
    void shouldSayWhereAndWhy() throws Exception {
        String schema = """
                {"type": "object", "required": ["to"], "additionalProperties": false,
                 "properties": {"to": {"type": "string"}, "a/b": {"type": "array", "items": {"type": "integer"}}}}""";

        assertThat(violations(schema, "{\"to\": \"sally\", \"a/b\": [1]}")).isEmpty();
        assertThat(violations(schema, "{\"to\": 7, \"a/b\": [1, \"x\"]}"))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/to", "/a~1b/1");
        assertThat(violations(schema, "{}").getFirst()).hasToString("required property 'to' not found");
        assertThat(violations(schema, "{\"to\": 7}").getFirst()).hasToString("/to: integer found, string expected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'maximum': 9007199254740992} | 9007199254740992 | true",
                "{'maximum': 9007199254740992} | 9007199254740993 | false",
                "{'minimum': 0.1000000000000000055} | 0.1 | false",
                "{'const': 1234567890123456789} | 1234567890123456789 | true",
                "{'const': 1234567890123456789} | 1234567890123456790 | false",
                "{'enum': [1.0]} | 1 | true",
                "{'multipleOf': 0.01} | 12345678901234567890.01 | true",
                "{'multipleOf': 0.01} | 12345678901234567890.011 | false",
                "{'type': 'integer'} | 1.0 | true",
                "{'type': 'integer'} | 1e21 | true",
                "{'type': 'integer'} | 1e400 | true",
                "{'type': 'integer'} | 12345678901234567890.5 | false",
                "{'type': 'number', 'maximum': 1e300} | 1e400 | false",
            })
    void shouldCompareEveryDigit(String schema, String number, boolean fits) throws Exception {
        assertThat(violations("{\"properties\":{\"n\":" + schema.replace('\'', '"') + "}}", "{\"n\":" + number + "}")
                        .isEmpty())
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": 5}",
                "{\"pattern\": \"[\"}",
                "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}",
                "{\"$ref\": \"#/$defs/missing\"}",
                "{\"$ref\": \"https://192.0.2.1/schema.json\"}",
                "{\"$ref\": \"file:///etc/passwd\"}",
                "{\"$ref\": \"classpath:golden/prompt.json\"}",
                "{\"properties\": {\"a\": {\"$ref\": \"http://192.0.2.1/a\"}}}",
                "{\"$schema\": \"https://192.0.2.1/dialect\"}",
            })
    void shouldNotBeUsable(String schema) {
        assertThatThrownBy(() -> compile(schema)).isInstanceOf(UnreadableException.class);
    }

    @Test
    void shouldNeverFetch() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            assertThat(refusesOrViolates("{\"$ref\": \"" + url + "/s\"}", "{}")).isTrue();
            assertThat(refusesOrViolates("{\"$schema\": \"" + url + "/s\"}", "{}"))
                    .isTrue();
            refusesOrViolates("{\"$dynamicRef\": \"" + url + "/s\"}", "{}");
        } finally {
            server.stop(0);
        }

        assertThat(requests).hasValue(0);
    }

    @Test
    void shouldNotFollowItselfForEver() throws Exception {
        assertThat(refusesOrViolates("{\"$ref\": \"#\"}", "{}")).isTrue();
        assertThat(refusesOrViolates("{\"allOf\": [{\"$ref\": \"#\"}]}", "{}")).isTrue();
    }

    @Test
    void shouldFollowItselfWhereTheValueEnds() throws Exception {
        String tree = "{\"type\": \"object\", \"properties\": {\"next\": {\"$ref\": \"#\"}}}";

        assertThat(violations(tree, "{\"next\": {\"next\": {}}}")).isEmpty();
        assertThat(violations(tree, "{\"next\": {\"next\": 1}}")).hasSize(1);
    }

    @Test
    void shouldGiveUpOnPatternThatTakesForEver() throws Exception {
        long start = System.nanoTime();

        List<Violation> found = violations(
                "{\"properties\": {\"a\": {\"pattern\": \"^(a+)+$\"}}}", "{\"a\": \"" + "a".repeat(60) + "!\"}");

        assertThat(found).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void shouldEndPatternAtTheEndOfTheText() throws Exception {
        String schema = "{\"properties\": {\"a\": {\"pattern\": \"^[a-z]+$\"}}}";

        assertThat(violations(schema, "{\"a\": \"abc\"}")).isEmpty();
        assertThat(violations(schema, "{\"a\": \"abc\\n\"}")).hasSize(1);
        assertThat(violations("{\"properties\": {\"a\": {\"pattern\": \"^a|[$]b\\\\$$\"}}}", "{\"a\": \"x$b$\"}"))
                .isEmpty();
    }

    @Test
    void shouldTakeWhateverIsCanonical() throws Exception {
        assertThat(violations("{}", "{\"" + "n".repeat(60_000) + "\": " + "9".repeat(1_000) + "}"))
                .isEmpty();
    }

    @Test
    void shouldTellAReaderOfMisfitsWithinBounds() throws Exception {
        ArgumentsSchema closed = compile("{\"additionalProperties\": false}");

        assertThat(closed.misfit(CanonicalJson.parse("{}"))).isEmpty();
        assertThat(closed.misfit(CanonicalJson.parse("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1}"))
                        .orElseThrow())
                .contains("'e'")
                .doesNotContain("'f'");
        assertThat(closed.misfit(CanonicalJson.parse("{\"" + "n".repeat(60_000) + "\": 1}"))
                        .orElseThrow())
                .hasSize(2_000)
                .endsWith("n…");
    }

    @Test
    void shouldNotCutACharacterInTwo() throws Exception {
        ArgumentsSchema closed = compile("{\"additionalProperties\": false}");

        for (String shift : List.of("", "n")) {
            String told = closed.misfit(CanonicalJson.parse("{\"" + shift + "😀".repeat(2_000) + "\": 1}"))
                    .orElseThrow();
            assertThat(told.codePoints()).noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        }
    }

    private static boolean refusesOrViolates(String schema, String arguments) throws Exception {
        try {
            return !violations(schema, arguments).isEmpty();
        } catch (UnreadableException e) {
            return true;
        }
    }

    private static List<Violation> violations(String schema, String arguments) throws Exception {
        return compile(schema).violations(CanonicalJson.parse(arguments));
    }

    private static ArgumentsSchema compile(String schema) throws UnreadableException {
        return ArgumentsSchema.compile(CanonicalJson.parse(schema));
    }
}

package dev.countersign.executor.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.tool.ToolSource.Availability;
import dev.countersign.executor.tool.method.MethodTools;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolRegistryTest {

    private static final CallKey CALL = CallKey.parse("c-1/call_0");

    private final ToolRegistry registry = registry(new Sample(), Map.of());

    @Test
    void shouldDeriveTheSchemaFromTheMethodAndHideTheIdempotencyKey() {
        assertThat(entry("pay").inputSchema()).isEqualTo(json("""
                        {"type": "object", "additionalProperties": false, "required": ["amount", "payee"],
                         "properties": {"amount": {"type": "number", "description": "how much"},
                                        "payee": {"type": "string"}}}"""));
        assertThat(entry("pay").description()).isEqualTo("Pays somebody.");
    }

    @Test
    void shouldTakeBehaviourFromTheSettingsAlone() {
        Declared declared = new Declared(
                true,
                true,
                false,
                true,
                false,
                Duration.ofSeconds(7),
                2,
                3,
                OptionalInt.empty(),
                Duration.ofMinutes(1));

        ToolRegistry other = registry(new Sample(), Map.of("pay", declared));

        CatalogEntry pay = Tools.find(other, "pay").entry();
        assertThat(pay.annotations()).isEqualTo(new Annotations(true, false, true, false));
        assertThat(pay.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(pay.retries()).isEqualTo(2);
        assertThat(Tools.find(other, "pay").policy().maxAttempts()).isEqualTo(3);
        assertThat(entry("pay").annotations()).isEqualTo(Annotations.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            decimal | {"value": 0.1000000000000000055511151231257827021181583404541015625} | "0.1000000000000000055511151231257827021181583404541015625"
            whole   | {"value": 123456789012345678901234567890} | "123456789012345678901234567890"
            number  | {"value": 0.25} | "0.25"
            count   | {"value": 9007199254740993} | "9007199254740993"
            texts   | {"values": ["a", "b"]} | "[a, b]"
            counts  | {"values": [1, 2]} | "3"
            perhaps | {} | "nothing"
            perhaps | {"value": "x"} | "x"
            choice  | {"value": "LEFT"} | "LEFT"
            nothing | {} | "done"
            keyed   | {} | "c-1/call_0"
            """)
    void shouldMapArgumentsDigitForDigit(String tool, String arguments, String output) throws Exception {
        assertThat(run(tool, arguments)).isEqualTo(json(output));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            number | {"value": 12345678901234567890123}
            number | {"value": 0.1000000000000000055511151231257827021181583404541015625}
            count  | {"value": 9223372036854775808}
            count  | {"value": 1.5}
            count  | {"value": "1"}
            count  | {}
            choice | {"value": "UP"}
            """)
    void shouldRefuseWhatAParameterCannotHold(String tool, String arguments) {
        assertThatThrownBy(() -> run(tool, arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value");
    }

    @Test
    void shouldCutALongOutputAndSaySo() throws Exception {
        CanonicalJson output = run("repeat", "{\"value\": 400000}");

        assertThat(output.text().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(ToolResult.MAX_OUTPUT_BYTES)
                .isGreaterThan(ToolResult.MAX_OUTPUT_BYTES / 4);
        assertThat(output.text()).startsWith("\"[truncated: the output has 1200002 bytes");
    }

    @Test
    void shouldCutAnOutputThatNoCodecReads() throws Exception {
        CanonicalJson output = run("repeat", "{\"value\": 9000000}");

        assertThat(output.text().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(ToolResult.MAX_OUTPUT_BYTES);
        assertThat(output.text()).startsWith("\"[truncated: the output has 27000000 bytes");
    }

    @Test
    void shouldThrowWhatTheToolThrows() {
        assertThatThrownBy(() -> run("fail", "{}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
    }

    @Test
    void shouldNotStartWithSettingsOfAToolThatIsNotThere() {
        assertThatThrownBy(() -> registry(new Sample(), Map.of("pya", Declared.SAFE)))
                .hasMessageContaining("countersign.tools names tools that are not there: pya");
    }

    @Test
    void shouldNotStartWithTwoToolsOfOneName() {
        assertThatThrownBy(() -> Tools.registry(
                        List.of(
                                new MethodTools.Owner(new Sample(), Sample.class),
                                new MethodTools.Owner(new Rival(), Rival.class)),
                        Declared.withDefaults(Map.of())))
                .hasMessage("two tools are named pay: one from %s.pay (Java methods), one from %s.reward (Java methods)"
                        .formatted(Sample.class.getName(), Rival.class.getName()));
    }

    @Test
    void shouldNotStartWithRetriesOfAToolThatIsNotIdempotent() {
        Declared declared = new Declared(
                true,
                false,
                true,
                false,
                true,
                Duration.ofSeconds(1),
                1,
                1,
                OptionalInt.empty(),
                Duration.ofMinutes(1));

        assertThatThrownBy(() -> registry(new Sample(), Map.of("pay", declared)))
                .hasMessageContaining("only an idempotent tool has any");
    }

    @Test
    void shouldKeepTheNameOfAToolWhoseSourceIsAway() {
        Spoken mail = new Spoken("mail");
        Spoken twin = new Spoken("twin");
        Availability ping = new Availability.Present(List.of(new ToolOffer(
                new ToolName("ping"),
                "Answers.",
                json("{\"type\":\"object\"}"),
                Optional.empty(),
                invocation -> json("1"))));
        ToolRegistry both = ToolRegistry.start(
                "executor-service", List.of(mail, twin), Declared.withDefaults(Map.of()), Duration.ofSeconds(5));

        mail.says(ping);
        mail.says(new Availability.Away("no answer"));
        twin.says(ping);

        assertThat(both.lookup(new ToolName("ping"))).isEqualTo(new ToolRegistry.Lookup.Away("mail: no answer"));
        assertThat(both.entries()).isEmpty();

        mail.says(ping);

        assertThat(Tools.find(both, "ping").source()).isEqualTo("mail");

        mail.says(new Availability.Present(List.of()));
        twin.says(ping);

        assertThat(Tools.find(both, "ping").source()).isEqualTo("twin");
    }

    private CatalogEntry entry(String tool) {
        return Tools.find(registry, tool).entry();
    }

    private CanonicalJson run(String tool, String arguments) throws Exception {
        return Tools.find(registry, tool)
                .body()
                .run(new ToolBody.Invocation(json(arguments), CALL, Duration.ofSeconds(30)));
    }

    private static ToolRegistry registry(Object bean, Map<String, ToolSettings> settings) {
        return Tools.registry(List.of(new MethodTools.Owner(bean, bean.getClass())), Declared.withDefaults(settings));
    }

    private static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** A source that says what the test says, and at first that it has no tools. */
    private static final class Spoken implements ToolSource {

        private final String name;
        private Consumer<Availability> listener = availability -> {};

        private Spoken(String name) {
            this.name = name;
        }

        void says(Availability availability) {
            listener.accept(availability);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start(Consumer<Availability> hearing) {
            listener = hearing;
            says(new Availability.Present(List.of()));
        }

        @Override
        public void close() {}
    }

    enum Side {
        LEFT,
        RIGHT
    }

    static class Sample {

        @Tool(name = "pay", value = "Pays somebody.")
        String pay(
                @P(name = "amount", value = "how much") BigDecimal amount,
                @P(name = "payee") String payee,
                IdempotencyKey key) {
            return payee + amount + key;
        }

        @Tool
        String decimal(BigDecimal value) {
            return value.toPlainString();
        }

        @Tool
        String whole(BigInteger value) {
            return value.toString();
        }

        @Tool
        String number(double value) {
            return Double.toString(value);
        }

        @Tool
        String count(long value) {
            return Long.toString(value);
        }

        @Tool
        String texts(List<String> values) {
            return values.toString();
        }

        @Tool
        String counts(List<Long> values) {
            return Long.toString(values.stream().mapToLong(Long::longValue).sum());
        }

        @Tool
        String perhaps(Optional<String> value) {
            return value.orElse("nothing");
        }

        @Tool
        Side choice(Side value) {
            return value;
        }

        @Tool
        void nothing() {}

        @Tool
        String keyed(IdempotencyKey key) {
            return key.toString();
        }

        @Tool
        String repeat(int value) {
            return "€".repeat(value);
        }

        @Tool
        String fail() {
            throw new IllegalStateException("no");
        }
    }

    static class Rival {

        @Tool(name = "pay")
        void reward() {}
    }
}

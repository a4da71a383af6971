package dev.countersign.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.json.UnreadableException.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCodecTest {
    @Test
    void shouldReadBarePrompt() throws Exception {
        Prompt prompt = JsonCodec.readOpen(bytes("{\"prompt\":\"hello\",\"later\":1}"), Prompt.class, 100);

        assertThat(prompt).isEqualTo(Prompt.of("hello"));
        assertThat(new String(JsonCodec.write(prompt), StandardCharsets.UTF_8)).isEqualTo("{\"prompt\":\"hello\"}");
    }

    @Test
    void shouldKeepEveryDigitOfArguments() throws Exception {
        String request = "{\"callId\":\"c1\",\"conversationId\":\"v1\",\"tool\":\"pay\","
                + "\"arguments\":{\"b\":1234567890123456789,\"a\":0.10,\"c\":1e3,\"d\":12345678901234567890.123456789}}";

        ToolRequest read = JsonCodec.readOpen(bytes(request), ToolRequest.class, 10_000);

        assertThat(read.arguments().text())
                .isEqualTo("{\"a\":0.1,\"b\":1234567890123456789,\"c\":1000,\"d\":12345678901234567890.123456789}");
        assertThat(JsonCodec.readOpen(JsonCodec.write(read), ToolRequest.class, 10_000))
                .isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                     | NOT_JSON",
                "{\"prompt\":                 | NOT_JSON",
                "[]                           | WRONG_SHAPE",
                "null                         | WRONG_SHAPE",
                "7                            | WRONG_SHAPE",
                "{}                           | WRONG_SHAPE",
                "{\"prompt\":\" \"}           | WRONG_SHAPE",
                "{\"prompt\":7}               | WRONG_SHAPE",
                "{\"prompt\":\"a\"} {}        | WRONG_SHAPE",
                "{\"prompt\":\"a\",\"prompt\":\"b\"} | DUPLICATE_FIELD",
                "{\"prompt\":\"a\",\"conversationId\":\"a\\nb\"} | WRONG_SHAPE",
                "{\"prompt\":\"a\",\"maxTurns\":\"3\"} | WRONG_SHAPE",
                "{\"prompt\":\"a\",\"maxTurns\":0} | WRONG_SHAPE",
                "{\"prompt\":\"a\",\"gate\":\"open\"} | WRONG_SHAPE",
            })
    void shouldRefuseWhatIsNoPrompt(String json, Reason reason) {
        assertThatThrownBy(() -> JsonCodec.readOpen(bytes(json), Prompt.class, 1_000))
                .isInstanceOfSatisfying(
                        UnreadableException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

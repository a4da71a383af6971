package dev.countersign.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @Test
    void shouldShowEveryDigit() throws Exception {
        String shown = Printable.call(
                new ToolName("pay"), CanonicalJson.parse("{\"amount\": 1234567890123456789.10}"), new CallId("call_1"));

        assertThat(shown).contains("1234567890123456789.1");
        assertThat(CanonicalJson.parse(shown).members()).containsKeys("name", "args", "id", "type");
    }

    @Test
    void shouldEscapeWhatWouldChangeTheTerminalOrTheDirectionOfWriting() {
        assertThat(Printable.text("a\u001b[2Jb\u009bc\u202ed\u2066e\rf"))
                .isEqualTo("a\\u001b[2Jb\\u009bc\\u202ed\\u2066e\\u000df");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0xa0, 0xad, 0x34f, 0x115f, 0x17b4, 0x180b, 0x2003, 0x200b, 0x2028, 0x2800, 0x3164, 0xfe0f, 0xffa0,
                0xe0020, 0xe0100
            })
    void shouldEscapeWhatCannotBeSeen(int point) {
        assertThat(Printable.text("a" + Character.toString(point) + "b"))
                .startsWith("a\\u")
                .endsWith("b");
    }

    @Test
    void shouldKeepTextOfOthersOnItsLine() {
        assertThat(Printable.line("hi\n> yes\tdone")).isEqualTo("hi\\n> yes\\tdone");
    }

    @Test
    void shouldLeaveOrdinaryTextOfAnyLanguageAlone() {
        String text = "Grüße, 你好,\tשלום 😀\n";

        assertThat(Printable.text(text)).isEqualTo(text);
    }

    @Test
    void shouldShowWhatRanInPlaceOfWhatWasProposed() throws Exception {
        String shown = Printable.finished(new Answer.Call(
                new ToolName("pay"),
                CanonicalJson.parse("{\"amount\": 5}"),
                Optional.of(CanonicalJson.parse("{\"amount\": 1234567890123456789.5}")),
                new CallId("call_1"),
                Answer.Call.TYPE,
                Optional.of(CanonicalJson.NULL),
                Optional.of("SUCCEEDED"),
                Optional.empty()));

        assertThat(shown).contains("\"amount\": 5", "\"editedArgs\"", "1234567890123456789.5", "\"output\": null");
        assertThat(CanonicalJson.parse(shown).isObject()).isTrue();
    }
}

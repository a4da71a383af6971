package dev.countersign.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import org.junit.jupiter.api.Test;

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

    @Test
    void shouldLeaveOrdinaryTextOfAnyLanguageAlone() {
        String text = "Grüße, 你好,\tשלום 😀\n";

        assertThat(Printable.text(text)).isEqualTo(text);
    }
}

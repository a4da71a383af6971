package dev.countersign.local.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.json.CanonicalJson;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The editor is a script. */
class ArgumentsEditorTest {

    @TempDir
    Path dir;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private CanonicalJson before = CanonicalJson.EMPTY_OBJECT;

    @BeforeEach
    void arguments() throws Exception {
        before = CanonicalJson.parse("{\"amount\": 1234567890123456789.10, \"to\": \"sally\u202e\"}");
    }

    @Test
    void shouldOpenAFileThatOnlyItsOwnerReadsAndLeaveNothingBehind() throws Exception {
        Path seen = dir.resolve("seen");

        edit(
                "cp -p \"$1\" %s; ls -ld \"$(dirname \"$1\")\" > %s.folder; echo \"$1\" > %s.name; sed -i s/sally/bob/"
                        .formatted(seen, seen, seen),
                "");

        assertThat(Files.readString(seen))
                .contains("1234567890123456789.1", "\\u202e")
                .doesNotContain("\u202e");
        assertThat(Files.getPosixFilePermissions(seen)).hasSize(2);
        assertThat(Files.readString(dir.resolve("seen.folder"))).startsWith("drwx------");
        assertThat(Path.of(Files.readString(dir.resolve("seen.name")).strip()).getParent())
                .doesNotExist();
    }

    @Test
    void shouldTakeWhatWasChangedAndNothingElse() throws Exception {
        assertThat(edit("sed -i s/sally/bob/", ""))
                .isEqualTo(CanonicalJson.parse("{\"amount\": 1234567890123456789.1, \"to\": \"bob\u202e\"}")
                        .text());
    }

    @Test
    void shouldDecideNothingWhereNothingWasChanged() throws Exception {
        assertThat(edit("true", "")).isEqualTo("nothing");
    }

    @Test
    void shouldLetAMistakeBeMended() throws Exception {
        String editor = "test -e %1$s && printf '{\"to\":\"bob\"}' > \"$1\" || printf '{' > \"$1\"; touch %1$s; true"
                .formatted(dir.resolve("again"));

        assertThat(edit(editor, "y\n")).isEqualTo("{\"to\":\"bob\"}");
        assertThat(printed.toString(UTF_8)).contains("cannot be read: not JSON: it ends too early");
    }

    @Test
    void shouldSayThatTheEditorFailed() {
        assertThatThrownBy(() -> edit("false", ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("status 1");
    }

    private String edit(String editor, String input) throws Exception {
        PrintStream out = new PrintStream(printed, true, UTF_8);
        Question question = new Question(new BufferedReader(new StringReader(input)), out, false);
        return new ArgumentsEditor(editor, question, out)
                .edit(before)
                .map(CanonicalJson::text)
                .orElse("nothing");
    }
}

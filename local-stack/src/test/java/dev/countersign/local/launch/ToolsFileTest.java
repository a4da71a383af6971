package dev.countersign.local.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsFileTest {

    @TempDir
    Path folder;

    @Test
    void shouldTakePathsForRelativeToTheFile() throws Exception {
        Files.writeString(folder.resolve("todo.yaml"), "");
        Files.writeString(folder.resolve("key"), "");

        ToolsFile file = ToolsFile.read(write("""
                countersign.openapi.todo.document = todo.yaml
                countersign.openapi.todo.auth.key.secret-file=./key
                countersign.openapi."other.api".document=${DOCUMENTS}/other.yaml
                countersign.mcp.files.command=npx,server,.
                countersign.mcp.files.environment-files.TOKEN=key
                countersign.mcp.notes.command=notes
                countersign.mcp.notes.directory=sub
                countersign.tools.addTodo.timeout=5s
                """));

        assertThat(file.settings())
                .containsEntry(
                        "countersign.openapi.todo.document",
                        folder.resolve("todo.yaml").toString())
                .containsEntry(
                        "countersign.openapi.todo.auth.key.secret-file",
                        folder.resolve("key").toString())
                .containsEntry("countersign.openapi.\"other.api\".document", "${DOCUMENTS}/other.yaml")
                .containsEntry("countersign.mcp.files.command", "npx,server,.")
                .containsEntry("countersign.mcp.files.directory", folder.toString())
                .containsEntry(
                        "countersign.mcp.files.environment-files.TOKEN",
                        folder.resolve("key").toString())
                .containsEntry(
                        "countersign.mcp.notes.directory", folder.resolve("sub").toString())
                .containsEntry("countersign.tools.addTodo.timeout", "5s")
                .hasSize(9);
    }

    @Test
    void shouldHandThemOverForTheOwnerAlone() throws Exception {
        ToolsFile file = ToolsFile.read(write("countersign.mcp.a.headers.X=back\\\\slash, ünïcode: = #\n"));
        Path target = folder.resolve("handed-over");

        file.writeTo(target);

        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(target)) {
            read.load(reader);
        }
        assertThat(read)
                .containsEntry("countersign.mcp.a.headers.X", "back\\slash, ünïcode: = #")
                .containsEntry("config_ordinal", "275")
                .hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldNameTheFileThatIsNotThere() {
        assertThatThrownBy(() -> ToolsFile.read(folder.resolve("nothing")))
                .isInstanceOf(RefusedStartException.class)
                .hasMessage("no file of tools' settings at " + folder.resolve("nothing"));
        assertThatThrownBy(() -> ToolsFile.read(folder))
                .isInstanceOf(RefusedStartException.class)
                .hasMessageContaining(folder + " cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka.bootstrap.servers=elsewhere:9092", "countersign.signing.key-file=x", "countersign.tools=x"
            })
    void shouldRefuseOtherSettings(String line) throws Exception {
        Path file = write(line);

        assertThatThrownBy(() -> ToolsFile.read(file))
                .isInstanceOf(RefusedStartException.class)
                .hasMessageContaining(line.substring(0, line.indexOf('=')) + " is no setting of tools");
    }

    @Test
    void shouldNameADocumentThatIsNotThere() throws Exception {
        Path file = write("countersign.openapi.todo.document=nowhere.yaml\n");

        assertThatThrownBy(() -> ToolsFile.read(file))
                .isInstanceOf(RefusedStartException.class)
                .hasMessageContaining("countersign.openapi.todo.document names " + folder.resolve("nowhere.yaml"));
    }

    @Test
    void shouldRefuseWhatIsNoPropertiesFile() throws Exception {
        Path file = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> ToolsFile.read(file))
                .isInstanceOf(RefusedStartException.class)
                .hasMessageContaining("is no properties file in UTF-8");
    }

    private Path write(String text) throws Exception {
        return Files.writeString(folder.resolve("tools.properties"), text);
    }
}

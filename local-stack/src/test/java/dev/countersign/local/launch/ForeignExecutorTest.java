package dev.countersign.local.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignExecutorTest {

    @TempDir
    private Path folder;

    private Path key;

    @BeforeEach
    void writeKey() throws IOException {
        key = Files.writeString(folder.resolve("node.pem"), "a key");
    }

    @Test
    void shouldLetAnExecutorOwnAnyToolUnlessTold() {
        assertThat(ForeignExecutor.parse("node=" + key)).isEqualTo(new ForeignExecutor("node", key, "*"));
        assertThat(ForeignExecutor.parse("node=" + key + "=note_*,slugify"))
                .isEqualTo(new ForeignExecutor("node", key, "note_*,slugify"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "node=", "=key.pem", "a b=key.pem", "node=key.pem=", "node=key.pem=a b"})
    void shouldSayHowAnExecutorIsGiven(String text) {
        assertThatThrownBy(() -> ForeignExecutor.parse(text)).hasMessageContaining("NAME=PUBLIC_KEY_FILE");
    }

    @Test
    void shouldNameTheKeyThatIsNotThere() {
        assertThatThrownBy(() -> ForeignExecutor.parse("node=" + folder.resolve("none.pem")))
                .hasMessageContaining("none.pem");
    }

    @Test
    void shouldTellBothReadersOfTheCatalogueWhomToBelieve() throws IOException {
        Path file = folder.resolve("executors.properties");

        Map<ServiceKind, Map<String, String>> environment = ForeignExecutor.environment(
                List.of(new ForeignExecutor("node", key, "slugify"), new ForeignExecutor("go", key, "*")), file);

        Map<String, String> reference = Map.of("SMALLRYE_CONFIG_LOCATIONS", file.toString());
        assertThat(environment).isEqualTo(Map.of(ServiceKind.APPROVAL, reference, ServiceKind.PLANNER, reference));
        Properties written = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            written.load(in);
        }
        assertThat(written)
                .containsEntry("countersign.executors.node.key-file", key.toString())
                .containsEntry("countersign.executors.node.kid", "node-1")
                .containsEntry("countersign.executors.node.tools", "slugify")
                .containsEntry("countersign.executors.go.tools", "*");
    }
}

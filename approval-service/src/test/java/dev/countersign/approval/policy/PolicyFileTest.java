package dev.countersign.approval.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.json.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {

    @TempDir
    Path dir;

    @Test
    void shouldReadPolicyThatHoldsEverything() throws IOException {
        String text = "# Everything.\nversion: 1\nrules: []\n";
        Path file = Files.writeString(dir.resolve("policy.yaml"), text);

        assertThat(PolicyFile.load(file).version()).isEqualTo(Digest.ofText(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version: 1",
                "rules: []",
                "version: 2\nrules: []",
                "version: 1\nrules: [{allow: everything}]",
                "version: 1\nrules: []\nallow: everything",
                "version: 1\nversion: 1\nrules: []",
                "version: 1\nrules: []\n---\nversion: 1\nrules: []",
                "version: one\nrules: []",
                "version: 1.9\nrules: []",
                "- a",
                "just text",
                "version: 1\nrules: [",
                "version: 1\nrules:"
            })
    void shouldRefuseWhatItDoesNotWhollyUnderstand(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("policy.yaml"), text);

        assertThatThrownBy(() -> PolicyFile.load(file))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("policy.yaml");
    }

    @Test
    void shouldRefuseMissingFile() {
        assertThatThrownBy(() -> PolicyFile.load(dir.resolve("none.yaml")))
                .isInstanceOf(PolicyFileException.class)
                .hasMessageContaining("none.yaml cannot be read");
    }
}

package dev.countersign.executor.tool.mcp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireSettingsTest {

    private static final URI URL = URI.create("https://tools.example/mcp");
    private static final MemorySize SIZE = new MemorySize(BigInteger.valueOf(1 << 20));

    private static McpTestbed.Settings settings(Optional<URI> url, Optional<List<String>> command) {
        return new McpTestbed.Settings(command, url, List.of("*"), Map.of(), Map.of(), SIZE);
    }

    private static void assertRefused(McpTestbed.Settings settings, String message) {
        assertThatThrownBy(() -> new WireSettings("s", settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldWantOneOfCommandAndUrl() {
        assertRefused(settings(Optional.empty(), Optional.empty()), "countersign.mcp.s.command or .url");
        assertRefused(settings(Optional.of(URL), Optional.of(List.of("x"))), "countersign.mcp.s.command or .url");
    }

    @Test
    void shouldRefuseUrlsThatAreNotPlain() {
        for (String url : List.of("ftp://h/", "file:///etc/passwd", "https://user:secret@h/mcp", "mcp")) {
            assertRefused(settings(Optional.of(URI.create(url)), Optional.empty()), "countersign.mcp.s.url");
        }
    }

    @Test
    void shouldRefuseBoundsThatAreNone() {
        assertRefused(
                new McpTestbed.Settings(
                        Optional.empty(),
                        Optional.of(URL),
                        List.of("*"),
                        Map.of(),
                        Map.of(),
                        new MemorySize(BigInteger.valueOf(1L << 40))),
                "max-message");
    }

    @Test
    void shouldNameTheSettingOfASecretAndNotTheSecret(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hush\nhush\n");
        McpTestbed.Settings settings = new McpTestbed.Settings(
                Optional.empty(), Optional.of(URL), List.of("*"), Map.of(), Map.of("Authorization", secret), SIZE);

        assertThatThrownBy(() -> new WireSettings("s", settings))
                .hasMessageContaining("countersign.mcp.s.header")
                .hasMessageContaining("Authorization")
                .hasMessageNotContaining("hush")
                .hasNoCause();
        Files.delete(secret);
        assertRefused(settings, "countersign.mcp.s.header-files.Authorization cannot be read");
    }
}

package dev.countersign.executor.tool.mcp;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.ToolContractTest.Noted;
import dev.countersign.executor.tool.ToolContractTest.OtherSide;
import dev.countersign.executor.tool.ToolSource;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The server for tests, in its folder, with a source that speaks to it. */
final class McpTestbed implements OtherSide {

    /** What the server is given of secrets, where there is a file {@code token} in its folder. */
    static final String TOKEN = "Bearer hush/\"hush\"";

    private static final MemorySize MAX_MESSAGE = new MemorySize(BigInteger.valueOf(2L * 1024 * 1024));

    private final Path folder;
    private final Optional<List<String>> command;
    private Optional<HttpTestServer> http;
    private final ToolSource source;

    private McpTestbed(Path folder, boolean overHttp, String patterns) {
        this.folder = folder;
        this.http = overHttp ? Optional.of(HttpTestServer.start(folder, 0)) : Optional.empty();
        this.command = overHttp ? Optional.empty() : Optional.of(StdioTestServer.command(folder));
        ToolSource server = McpServer.all(Map.of("test", settings(List.of(patterns.split(",")))))
                .getFirst();
        this.source = overHttp ? server : new GoneBeforehand(server, this::leaveForGood);
    }

    /** With the tools that the patterns choose, not yet asked for. */
    static McpTestbed open(boolean overHttp, String patterns, String... flags) {
        try {
            Path folder = Files.createTempDirectory("countersign-mcp-");
            for (String flag : flags) {
                Files.writeString(folder.resolve(flag), flag.equals("token") ? TOKEN + "\n" : "");
            }
            return new McpTestbed(folder, overHttp, patterns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the tools of the contract. */
    static McpTestbed withContractTools(boolean overHttp, Map<String, String> texts) {
        McpTestbed testbed = open(overHttp, "note,give_*,fail,fail_in_passing,fail_unclear,hang");
        texts.forEach(testbed::write);
        return testbed;
    }

    private Settings settings(List<String> patterns) {
        Path token = folder.resolve("token");
        return new Settings(
                command,
                http.map(HttpTestServer::url),
                patterns,
                Map.of("GREETING", "hello"),
                Files.exists(token) ? Map.of("Authorization", token) : Map.of(),
                MAX_MESSAGE);
    }

    Path folder() {
        return folder;
    }

    HttpTestServer http() {
        return http.orElseThrow();
    }

    /** Sets a switch of the server. */
    void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String file) {
        try {
            Files.deleteIfExists(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a file that the server writes. */
    List<String> lines(String file) {
        try {
            return Files.exists(folder.resolve(file)) ? Files.readAllLines(folder.resolve(file)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle process() {
        return ProcessHandle.of(Long.parseLong(lines("pid").getFirst())).orElseThrow();
    }

    boolean isCalled(String tool) {
        return lines("calls").stream().anyMatch(call -> call.contains("\"name\":\"" + tool + "\""));
    }

    private void leaveForGood() {
        ProcessHandle process = process();
        write("gone", "");
        process.destroyForcibly();
    }

    /** Takes the server away. */
    void leave() {
        if (http.isPresent()) {
            http.get().close();
        } else {
            leaveForGood();
        }
    }

    /** Lets the server be there again. */
    void comeBack() {
        remove("gone");
        http = http.map(gone -> HttpTestServer.start(folder, gone.port()));
    }

    @Override
    public ToolSource source() {
        return source;
    }

    @Override
    public List<Noted> noted() {
        return lines("calls").stream()
                .map(TestTools::parse)
                .filter(call -> "note".equals(call.get("name")))
                .map(call -> new Noted(
                        CanonicalJson.ofValue(java.util.Objects.requireNonNull(call.get("arguments"))),
                        String.valueOf(TestTools.members(call.get("_meta")).get("dev.countersign/idempotency-key"))))
                .toList();
    }

    @Override
    public boolean hanging() {
        return isCalled("hang");
    }

    @Override
    public boolean givenUp() {
        return !lines("cancelled").isEmpty();
    }

    @Override
    public void close() {
        source.close();
        http.ifPresent(HttpTestServer::close);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings as a record. */
    record Settings(
            Optional<List<String>> command,
            Optional<URI> url,
            List<String> tools,
            Map<String, String> environment,
            Map<String, Path> secretFiles,
            MemorySize maxMessage)
            implements McpSettings {

        @Override
        public Map<String, Path> environmentFiles() {
            return secretFiles;
        }

        @Override
        public Map<String, Path> headerFiles() {
            return secretFiles;
        }

        @Override
        public Optional<Path> directory() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public Optional<String> prefix() {
            return Optional.empty();
        }

        @Override
        public Duration startTimeout() {
            return Duration.ofSeconds(20);
        }

        @Override
        public Duration pingInterval() {
            return Duration.ofSeconds(1);
        }
    }
}

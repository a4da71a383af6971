package dev.countersign.e2e;

import dev.countersign.local.launch.ToolsFile;
import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The MCP project's servers {@code everything} and {@code filesystem}, installed by {@code npm ci} into a temporary
 * folder: both as programs of the executor, the first behind streamable HTTP as well.
 */
final class McpServers implements AutoCloseable {

    private static final Path SOURCE = Stack.CHECKOUT.resolve("end-to-end-tests/src/test/mcp-servers");
    private static final Duration READY = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final int port = FreePorts.next();
    private ChildProcess remote;

    private McpServers(Path folder) {
        this.folder = folder;
    }

    /** Installs them; whoever has no npm is told so here. */
    static McpServers install() throws IOException {
        Path folder = Files.createTempDirectory("countersign-mcp-");
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCE.resolve(file), folder.resolve(file));
        }
        new Command(
                        List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
                        folder,
                        Map.of(),
                        Duration.ofMinutes(3))
                .succeed("");
        McpServers servers = new McpServers(folder);
        Files.createDirectory(servers.files());
        Files.writeString(servers.script(), """
                #!/bin/sh
                [ -e "%s" ] && exit 3
                exec node "%s" stdio
                """.formatted(servers.gone(), servers.everything()));
        Files.setPosixFilePermissions(servers.script(), PosixFilePermissions.fromString("rwx------"));
        return servers;
    }

    private Path everything() {
        return folder.resolve("node_modules/@modelcontextprotocol/server-everything/dist/index.js");
    }

    private Path script() {
        return folder.resolve("everything.sh");
    }

    private Path gone() {
        return folder.resolve("gone");
    }

    /** The only folder that {@code filesystem} may touch. */
    Path files() {
        return folder.resolve("files");
    }

    ToolsFile settings() throws IOException {
        return ToolsFile.read(Files.writeString(folder.resolve("tools.properties"), """
                countersign.mcp.everything.command=%s
                countersign.mcp.everything.tools=echo,get-sum,get-tiny-image,get-structured-content,get-env,\
                get-resource-links,trigger-long-running-operation
                countersign.mcp.everything.environment.GREETING=hello
                countersign.mcp.everything.ping-interval=2s
                countersign.mcp.remote.url=http://127.0.0.1:%d/mcp
                countersign.mcp.remote.tools=echo,get-sum,get-structured-content,trigger-long-*
                countersign.mcp.remote.prefix=remote_
                countersign.mcp.remote.ping-interval=2s
                countersign.mcp.files.command=node,%s,%s
                countersign.mcp.files.tools=write_file,read_text_file
                countersign.tools.trigger-long-running-operation.timeout=120s
                countersign.tools.remote_trigger-long-running-operation.timeout=120s
                """.formatted(
                        script(),
                        port,
                        folder.resolve("node_modules/@modelcontextprotocol/server-filesystem/dist/index.js"),
                        files())));
    }

    /** Starts {@code everything} behind HTTP, where it does not run. */
    void startRemote() {
        if (remote != null && remote.isAlive()) {
            return;
        }
        remote = ChildProcess.start(new ChildSpec(
                "mcp-everything",
                List.of("node", everything().toString(), "streamableHttp"),
                Map.of("PORT", String.valueOf(port)),
                folder,
                folder.resolve("remote.log")));
        remote.awaitReady(READY, this::listens);
    }

    private boolean listens() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mcp"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void killRemote() {
        remote.kill();
    }

    /** Kills the executor's {@code everything}; it cannot be started again before {@link #letStart()}. */
    void killLocal() throws IOException {
        Files.createFile(gone());
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(everything() + " stdio"))
                        .isPresent())
                .forEach(ProcessHandle::destroyForcibly);
    }

    void letStart() throws IOException {
        Files.deleteIfExists(gone());
    }

    @Override
    public void close() throws IOException {
        if (remote != null) {
            remote.close();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

package dev.countersign.e2e;

import dev.countersign.local.launch.ForeignExecutor;
import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.trust.KeyPairs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The example executor in Node, in a temporary copy with what {@code npm ci} installs, as a process. */
final class NodeExecutor implements AutoCloseable {
    static final String NAME = "node-executor";

    private static final Path SOURCE = Stack.CHECKOUT.resolve("examples/executor-in-node");
    private static final Duration READY = Duration.ofSeconds(60);

    private final Path folder;
    private final KeyPairs keys;
    private List<String> command = List.of();
    private ChildProcess process;

    private NodeExecutor(Path folder) {
        this.folder = folder;
        this.keys = new KeyPairs(folder.resolve("keys"));
    }

    /** Installs it; whoever has no Node is told so here. */
    static NodeExecutor install() throws IOException {
        Path folder = Files.createTempDirectory("countersign-node-");
        NodeExecutor executor = new NodeExecutor(folder);
        for (Path file : sources()) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        Files.createDirectories(folder.resolve("keys"));
        executor.keys.createMissing();
        new Command(List.of("npm", "ci", "--no-audit", "--no-fund"), folder, Map.of(), Duration.ofMinutes(3))
                .succeed("");
        return executor;
    }

    /** The example's own files. */
    static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCE)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Whom approval-service and planner-service have to believe. */
    ForeignExecutor known() {
        return new ForeignExecutor(NAME, keys.executorPublic(), "slugify,append_note");
    }

    Path folder() {
        return folder;
    }

    Path notes() {
        return folder.resolve("notes.txt");
    }

    /** The lines that append_note has written. */
    List<String> noted() {
        return read(notes());
    }

    /** Whether its ledger has a line with this text. */
    boolean hasEntered(String text) {
        return read(folder.resolve("calls.ledger")).stream().anyMatch(line -> line.contains(text));
    }

    /** How it is started on a stack. */
    NodeExecutor on(Stack stack) {
        List<String> words = new ArrayList<>(List.of("node", "executor.mjs"));
        words.addAll(List.of("--bootstrap", stack.bootstrapServers()));
        words.addAll(List.of("--key", keys.executor().toString()));
        words.addAll(
                List.of("--trusted", stack.services().data().keys().trusted().toString()));
        words.addAll(List.of("--ledger", "calls.ledger", "--notes", notes().toString()));
        command = List.copyOf(words);
        return this;
    }

    /** Starts it and waits until it takes calls. */
    NodeExecutor start() {
        Path log = folder.resolve("executor.log");
        int before = read(log).size();
        process = ChildProcess.start(new ChildSpec(NAME, command, Map.of(), folder, log));
        process.awaitReady(
                READY, () -> read(log).stream().skip(before).anyMatch(line -> line.contains("\"event\":\"ready\"")));
        return this;
    }

    /** Runs it once more beside the one that runs, to its end. */
    Command.Output runAnother(String... more) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(more));
        return new Command(words, folder, Map.of(), READY).run("");
    }

    void kill() {
        process.kill();
    }

    /** Ends it in an orderly way; says with which status. */
    int stop() {
        process.close();
        return process.onExit().join();
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

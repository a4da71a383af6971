package dev.countersign.e2e;

import dev.countersign.local.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./countersign up} on a data folder of its own, as somebody starts it in a first terminal. */
final class UpScript implements AutoCloseable {
    private static final String SCRIPT =
            Stack.CHECKOUT.resolve("countersign").toAbsolutePath().normalize().toString();

    private final Path folder;
    private final Process process;

    private UpScript(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static UpScript start(Path folder, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                SCRIPT,
                "up",
                "--data",
                folder.resolve("data").toString(),
                "--port-base",
                Integer.toString(fourFreePorts()),
                "--kafka-port",
                Integer.toString(twoFreePorts())));
        command.addAll(Arrays.asList(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("up.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENAI_"));
        builder.environment().put("COUNTERSIGN_BUILD", "never");
        UpScript up = new UpScript(folder, builder.start());
        Await.untilTrue("up is ready", Duration.ofSeconds(120), () -> up.isReadyOrDead());
        if (!up.process.isAlive()) {
            throw new AssertionError("up ended: " + up.printed());
        }
        return up;
    }

    private boolean isReadyOrDead() {
        return !process.isAlive() || printed().contains("Sign in");
    }

    Path data() {
        return folder.resolve("data");
    }

    String printed() {
        try {
            return Files.readString(folder.resolve("up.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command of the script on the same data, as in a second terminal. */
    Command.Output run(String input, String... words) {
        List<String> all = new ArrayList<>(List.of(SCRIPT));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--data", data().toString()));
        return Command.of(all.toArray(String[]::new))
                .with("COUNTERSIGN_BUILD", "never")
                .run(input);
    }

    private static int twoFreePorts() {
        return consecutive(2);
    }

    private static int fourFreePorts() {
        return consecutive(4);
    }

    private static int consecutive(int count) {
        return Await.until("free ports", Duration.ofSeconds(10), () -> {
            int first = FreePorts.next();
            return Stream.iterate(first, port -> port + 1).limit(count).allMatch(FreePorts::isFree)
                    ? Optional.of(first)
                    : Optional.empty();
        });
    }

    /** What Ctrl-C does. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("up did not stop: " + printed());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

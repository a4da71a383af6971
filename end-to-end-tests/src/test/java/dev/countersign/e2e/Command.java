package dev.countersign.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of the machine, run to its end: {@code kcat}, {@code curl}, {@code ./countersign}. */
record Command(List<String> words, Path directory, Map<String, String> environment, Duration bound) {
    static Command of(String... words) {
        return new Command(List.of(words), Path.of("."), Map.of(), Duration.ofSeconds(60));
    }

    Command in(Path folder) {
        return new Command(words, folder, environment, bound);
    }

    Command with(String name, String value) {
        return new Command(words, directory, Map.of(name, value), bound);
    }

    Command within(Duration longer) {
        return new Command(words, directory, environment, longer);
    }

    /** Runs it with this text as its whole standard input. */
    Output run(String input) {
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException closed) {
                // It did not want to read: an end like any other.
            }
            if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "%s did not end within %s: %s %s".formatted(words, bound, out.join(), err.join()));
            }
            return new Output(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new AssertionError(words.getFirst() + " cannot be run; .ci/run installs it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs it and expects exit status 0. */
    String succeed(String input) {
        Output output = run(input);
        if (output.status() != 0) {
            throw new AssertionError(words + " ended with " + output);
        }
        return output.out();
    }

    private static CompletableFuture<String> read(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        });
        return text;
    }

    record Output(int status, String out, String err) {}
}

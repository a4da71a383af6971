package dev.countersign.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs the shell scripts and commands of this folder as an operator would. */
public final class Scripts {

    private Scripts() {}

    /** Runs {@code create-secrets.sh}. */
    public static void createSecrets(Path folder) throws IOException {
        String script = DeployFiles.DEPLOY.resolve("create-secrets.sh").toString();
        Result result = tryRun(List.of("sh", script, folder.toString()), Map.of());
        if (result.status() != 0) {
            throw new IllegalStateException(
                    "%s ended with status %d:%n%s".formatted(script, result.status(), result.output()));
        }
    }

    public static Result tryRun(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.onExit().join().exitValue(), output);
    }

    /** How a command ended, and what it printed on standard output and standard error. */
    public record Result(int status, String output) {}
}

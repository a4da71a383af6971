package dev.countersign.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs the shell scripts of this folder as an operator would. */
public final class Scripts {

    private Scripts() {}

    /** Returns what the script printed; one that fails is an exception with that in it. */
    public static String run(Path script, Map<String, String> environment, String... arguments) throws IOException {
        Result result = tryRun(script, environment, arguments);
        if (result.status() != 0) {
            throw new IllegalStateException(
                    "%s ended with status %d:%n%s".formatted(script, result.status(), result.output()));
        }
        return result.output();
    }

    public static Result tryRun(Path script, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(Arrays.asList(arguments));
        return tryRun(command, environment);
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

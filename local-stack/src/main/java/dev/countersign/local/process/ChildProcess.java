package dev.countersign.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process started by this one, which ends no later than this one does ({@link Reaper}).
 *
 * <p>A terminal sends Ctrl-C to every process of the foreground group. The child ignores it, so that whoever started it
 * decides when and in which order things stop.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration STOP_BOUND = Duration.ofSeconds(15);
    private static final int TAIL_LINES = 30;

    private final ChildSpec spec;
    private final Process process;

    private ChildProcess(ChildSpec spec, Process process) {
        this.spec = spec;
        this.process = process;
    }

    public static ChildProcess start(ChildSpec spec) {
        // Ignored signals stay ignored across exec, and the JVM installs no handler for one that was ignored.
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", spec.name()));
        command.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        builder.environment().putAll(spec.environment());
        try {
            Files.createDirectories(spec.log().toAbsolutePath().getParent());
            Process process = builder.start();
            Reaper.watch(process);
            return new ChildProcess(spec, process);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot start " + spec.name(), failed);
        }
    }

    public ChildSpec spec() {
        return spec;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit status when the process has ended, however it ended. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Asks the process to end (SIGTERM) and waits; ends it the hard way when it has not done so within 15 s. */
    @Override
    public void close() {
        stop(STOP_BOUND);
    }

    /** Asks the process to end (SIGTERM) and waits; ends it the hard way when it has not done so within the bound. */
    public void stop(Duration bound) {
        process.destroy();
        if (!exitsWithin(bound)) {
            kill();
        }
    }

    /** Ends the process at once (SIGKILL): it gets no chance to tidy up. */
    public void kill() {
        process.destroyForcibly();
        if (!exitsWithin(STOP_BOUND)) {
            throw new IllegalStateException("%s (pid %d) survived SIGKILL".formatted(spec.name(), pid()));
        }
    }

    /** Freezes the process (SIGSTOP): its connections stay open and its peers hear nothing. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a paused process go on (SIGCONT). */
    public void resume() {
        signal("CONT");
    }

    /** The end of the log, for messages. */
    public String tail() {
        return tail(TAIL_LINES);
    }

    String tail(int lines) {
        return LogTail.of(spec.log(), lines);
    }

    /** Waits for the process to become ready, and gives up as soon as it has died. */
    public void awaitReady(Duration bound, BooleanSupplier ready) {
        try {
            Await.until(spec.name() + " to be ready", bound, () -> !isAlive() || ready.getAsBoolean());
        } catch (AwaitException late) {
            throw ChildFailedException.of(spec.name() + " was not ready within " + bound, this);
        }
        if (!isAlive()) {
            throw ChildFailedException.of(
                    "%s ended with status %d before it was ready".formatted(spec.name(), process.exitValue()), this);
        }
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -%s %d".formatted(signal, pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("cannot send SIG%s to %s".formatted(signal, spec.name()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private boolean exitsWithin(Duration bound) {
        try {
            return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

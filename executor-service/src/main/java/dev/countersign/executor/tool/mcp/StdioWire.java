package dev.countersign.executor.tool.mcp;

import dev.countersign.executor.tool.PassingFailureException;
import dev.countersign.executor.tool.Redaction;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A server that runs as a child of this process and speaks on its standard input and output, a message a line; other
 * lines are noise. What it writes to its standard error is logged at DEBUG, cut, and nothing of it is output.
 */
final class StdioWire implements Wire {

    private static final Logger LOG = LoggerFactory.getLogger(StdioWire.class);
    private static final int MOST_WAITING = 256;
    private static final int LONGEST_LOGGED = 500;
    private static final int MOST_LOGGED = 1_000;
    private static final int MOST_NOISE_LOGGED = 20;
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private final Launch launch;
    private final int maxMessage;
    private final Redaction redaction;
    private final BlockingQueue<JSONRPCMessage> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Optional<Process> process = Optional.empty();
    private volatile Optional<Thread> writer = Optional.empty();

    /** @param redaction of what the program has in its environment */
    StdioWire(Launch launch, int maxMessage, Redaction redaction) {
        this.launch = launch;
        this.maxMessage = maxMessage;
        this.redaction = redaction;
    }

    /**
     * How the server is started.
     *
     * @param server for the log
     * @param environment all of it
     */
    record Launch(String server, List<String> command, Map<String, String> environment, Optional<Path> directory) {
        Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    @Override
    public void open(Ends ends) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.command());
        launch.directory().ifPresent(folder -> builder.directory(folder.toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            throw new IOException("its command '" + launch.command().getFirst() + "' cannot be started", e);
        }
        process = Optional.of(started);
        // Reads and writes of a pipe cannot be interrupted; they end with the process.
        writer = Optional.of(thread("write", () -> write(started.getOutputStream(), ends)));
        thread("log", () -> log(started.getErrorStream()));
        thread("read", () -> read(started, ends));
    }

    private Thread thread(String what, Runnable body) {
        return Thread.ofPlatform()
                .daemon()
                .name("mcp-" + launch.server() + "-" + what)
                .start(body);
    }

    @Override
    public Mono<Void> send(JSONRPCMessage message) {
        return Mono.defer(() -> waiting.offer(message)
                ? Mono.empty()
                : Mono.error(PassingFailureException.failed(
                        "the MCP server does not read what it is sent", Optional.empty())));
    }

    private void write(OutputStream out, Ends ends) {
        try (out) {
            while (!over.get()) {
                out.write((JsonRpc.write(waiting.take()) + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException closed) {
            // Whoever reads finds out how it ended; only where it goes on without reading is there something to say.
            broken(ends, "it has closed its input");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Process started, Ends ends) {
        BoundedLines lines = new BoundedLines(started.getInputStream(), maxMessage);
        Noise noise = new Noise();
        try {
            Optional<String> line = lines.next();
            while (line.isPresent()) {
                List<JSONRPCMessage> messages = messages(line.get());
                if (messages.isEmpty()) {
                    noise.heard(line.get());
                } else {
                    noise.interrupted();
                    messages.forEach(ends::received);
                }
                line = lines.next();
            }
            broken(ends, ending(started));
        } catch (RefusedMessageException e) {
            broken(ends, "it has sent " + e.getMessage());
        } catch (IOException closed) {
            broken(ends, ending(started));
        }
    }

    private static List<JSONRPCMessage> messages(String line) {
        String text = line.strip();
        try {
            return text.startsWith("{") || text.startsWith("[") ? JsonRpc.read(text) : List.of();
        } catch (RefusedMessageException e) {
            return List.of();
        }
    }

    /** Lines that are no messages: the protocol forbids them, and many write them. */
    private final class Noise {

        private int logged;
        private long length;

        void heard(String line) throws RefusedMessageException {
            if (!line.isBlank() && logged++ < MOST_NOISE_LOGGED) {
                LOG.warn("event=mcp-noise server={} characters={}", launch.server(), line.length());
            }
            length += line.length() + 1;
            if (length > maxMessage) {
                throw RefusedMessageException.withoutMessage(maxMessage);
            }
        }

        void interrupted() {
            length = 0;
        }
    }

    private static String ending(Process started) {
        try {
            return started.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    ? "its process has ended with exit code " + started.exitValue()
                    : "it has closed its output";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "it has closed its output";
        }
    }

    private void log(InputStream errors) {
        int lines = 0;
        BoundedLines text = new BoundedLines(errors, LONGEST_LOGGED);
        try {
            Optional<String> line = text.nextCut();
            while (line.isPresent()) {
                if (lines++ < MOST_LOGGED) {
                    LOG.debug(
                            "event=mcp-stderr server={} line=\"{}\"", launch.server(), redaction.beginning(line.get()));
                }
                line = text.nextCut();
            }
        } catch (IOException closed) {
            LOG.trace("event=mcp-stderr-closed server={}", launch.server(), closed);
        }
    }

    private void broken(Ends ends, String reason) {
        if (over.compareAndSet(false, true)) {
            ends.broken(reason);
        }
    }

    @Override
    public void agreed(String protocolVersion) {}

    @Override
    public void abandon(Object request) {}

    @Override
    public boolean listens() {
        return true;
    }

    /** As the protocol has it: closes its input, then asks it to end, then ends it. */
    @Override
    public void close() {
        over.set(true);
        process.ifPresent(started -> {
            // Once it has ended, its children are no longer its children.
            List<ProcessHandle> children = started.descendants().toList();
            writer.ifPresent(Thread::interrupt);
            thread("close-input", () -> closeInput(started));
            if (!hasEnded(started)) {
                children.forEach(ProcessHandle::destroy);
                started.destroy();
                if (!hasEnded(started)) {
                    started.destroyForcibly();
                }
            }
            children.forEach(ProcessHandle::destroyForcibly);
        });
    }

    /** It waits for a write that is under way, for as long as the process lives. */
    private static void closeInput(Process started) {
        try {
            started.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            LOG.trace("event=mcp-input-closed", alreadyClosed);
        }
    }

    private static boolean hasEnded(Process started) {
        try {
            return started.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

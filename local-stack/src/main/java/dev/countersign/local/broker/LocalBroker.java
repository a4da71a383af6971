package dev.countersign.local.broker;

import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.FreePorts;
import dev.countersign.local.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * A Kafka broker of one node in a JVM of its own, about 3 s to start. It can be stopped, killed and paused, and comes
 * back on the same port with the same data.
 */
public final class LocalBroker implements TestBroker {

    private static final Duration READY_BOUND = Duration.ofSeconds(90);
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private final BrokerSettings settings;
    private ChildProcess process;

    private LocalBroker(BrokerSettings settings, ChildProcess process) {
        this.settings = settings;
        this.process = process;
    }

    /** Starts a broker on free ports; returns when it serves. */
    public static LocalBroker start(Path dir) {
        return start(new BrokerSettings(dir, FreePorts.next(), FreePorts.next()));
    }

    /** Starts a broker; returns when it serves. */
    public static LocalBroker start(BrokerSettings settings) {
        return new LocalBroker(settings, launch(settings));
    }

    @Override
    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    public ChildProcess process() {
        return process;
    }

    public Path log() {
        return settings.log();
    }

    /** Ends the broker in an orderly way. */
    public void stop() {
        process.close();
    }

    /** Ends the broker with SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Stops the broker if it still runs, and starts it again on the same ports and data; returns when it serves. */
    public void restart() {
        stop();
        process = launch(settings);
    }

    @Override
    public void close() {
        stop();
    }

    private static ChildProcess launch(BrokerSettings settings) {
        try {
            Files.createDirectories(settings.dir());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        ChildProcess process = ChildProcess.start(new ChildSpec(
                "broker",
                JavaCommand.ofClass(BrokerMain.class, JVM_OPTIONS, settings.toArguments()),
                Map.of(),
                settings.dir(),
                settings.log()));
        try {
            process.awaitReady(READY_BOUND, () -> serves(settings));
        } catch (RuntimeException failed) {
            process.kill();
            throw failed;
        }
        return process;
    }

    private static boolean serves(BrokerSettings settings) {
        // The plain look at the port first: an admin client would fill the log with failed connections.
        return !FreePorts.isFree(settings.port()) && answers(settings);
    }

    private static boolean answers(BrokerSettings settings) {
        Map<String, Object> client = Map.of(
                "bootstrap.servers",
                settings.bootstrapServers(),
                "request.timeout.ms",
                2_000,
                "default.api.timeout.ms",
                2_000);
        try (Admin admin = Admin.create(client)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}

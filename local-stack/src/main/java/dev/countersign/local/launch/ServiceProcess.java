package dev.countersign.local.launch;

import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One instance of a packaged service: started, killed, paused and restarted on the same port, with the same state. */
public final class ServiceProcess implements AutoCloseable {

    /** How long a service may take to become ready. */
    public static final Duration READY_BOUND = Duration.ofSeconds(180);

    private static final Duration PROBE_BOUND = Duration.ofSeconds(2);
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xms32m",
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PROBE_BOUND).build();

    private final ServiceKind kind;
    private final int port;
    private final ChildSpec spec;
    private Optional<ChildProcess> process = Optional.empty();

    private ServiceProcess(ServiceKind kind, int port, ChildSpec spec) {
        this.kind = kind;
        this.port = port;
        this.spec = spec;
    }

    static ServiceProcess of(StackConfig config, String bootstrapServers, ServiceKind kind, int index, int port) {
        String instance = "%s-%d".formatted(kind.module(), index);
        ServiceEnvironment environment = new ServiceEnvironment(
                config.data(), bootstrapServers, config.model(), config.tools().isPresent());
        Map<String, String> variables = new TreeMap<>(environment.variables(kind, instance, port));
        variables.putAll(config.extra(kind));
        List<String> command = JavaCommand.ofJar(
                kind.jar(config.checkout()),
                Stream.concat(JVM_OPTIONS.stream(), environment.systemProperties(kind).stream())
                        .toList());
        Path log = config.data().log(instance);
        return new ServiceProcess(
                kind,
                port,
                new ChildSpec(instance, command, variables, config.data().root(), log));
    }

    public ServiceKind kind() {
        return kind;
    }

    /** The instance's stable name, such as {@code approval-service-0}. */
    public String instance() {
        return spec.name();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public Path log() {
        return spec.log();
    }

    /** The running process, or the last one that ran. */
    public ChildProcess process() {
        return process.orElseThrow(() -> new IllegalStateException(instance() + " has not been started"));
    }

    public boolean isAlive() {
        return process.filter(ChildProcess::isAlive).isPresent();
    }

    /** Starts the service and does not wait for it. */
    public ServiceProcess start() {
        if (isAlive()) {
            throw new IllegalStateException(instance() + " runs already");
        }
        process = Optional.of(ChildProcess.start(spec));
        return this;
    }

    /** The same instance with more environment, not started. */
    public ServiceProcess with(Map<String, String> more) {
        Map<String, String> variables = new TreeMap<>(spec.environment());
        variables.putAll(more);
        return new ServiceProcess(
                kind, port, new ChildSpec(spec.name(), spec.command(), variables, spec.directory(), spec.log()));
    }

    /** Waits until the service says that it is ready. */
    public ServiceProcess awaitReady() {
        process().awaitReady(READY_BOUND, this::isReady);
        return this;
    }

    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/q/health/ready"))
                .timeout(PROBE_BOUND)
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the service with SIGKILL. */
    public void kill() {
        process().kill();
    }

    /** Freezes the service (SIGSTOP). */
    public void pause() {
        process().pause();
    }

    /** Lets a paused service go on. */
    public void resume() {
        process().resume();
    }

    /** Ends the service in an orderly way where it runs, starts it again, and waits until it is ready. */
    public void restart() {
        close();
        start().awaitReady();
    }

    /** Ends the service in an orderly way, within 15 s; does nothing where it does not run. */
    @Override
    public void close() {
        process.filter(ChildProcess::isAlive).ifPresent(ChildProcess::close);
    }
}

package dev.countersign.deploy.kafka;

import dev.countersign.deploy.DeployFiles;
import dev.countersign.deploy.Scripts;
import dev.countersign.deploy.compose.ComposeFile;
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
import java.util.TreeMap;

/** A packaged service, told what {@code compose.yaml} tells it, with the paths of its container mapped to this machine. */
record ComposedService(String name, int port, ChildProcess process) implements AutoCloseable {

    private static final Duration READY_BOUND = Duration.ofSeconds(120);
    private static final List<String> SMALL_JVM = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    static ComposedService start(String name, SecuredBroker broker, Path folder) throws IOException {
        int port = FreePorts.next();
        Path jar = DeployFiles.packaged(name).resolve("quarkus-run.jar");
        Map<String, String> environment = environment(name, port, broker, folder);
        Files.createDirectories(folder.resolve(name));
        if (name.equals("approval-service")) {
            copyPeople(broker, folder);
        }
        ChildProcess process = ChildProcess.start(new ChildSpec(
                name, JavaCommand.ofJar(jar, SMALL_JVM), environment, folder, folder.resolve(name + ".log")));
        return new ComposedService(name, port, process);
    }

    /** Waits until the health check of {@code compose.yaml} says so. */
    void awaitHealthy() {
        Map<String, Object> check =
                ComposeFile.map(ComposeFile.read("compose.yaml").service(name), "healthcheck");
        List<String> command = ComposeFile.list(check, "test").stream()
                .skip(1)
                .map(word -> word.toString()
                        .replace("$$", "$")
                        .replaceFirst("/127\\.0\\.0\\.1/[0-9]+", "/127.0.0.1/" + port))
                .toList();
        process.awaitReady(READY_BOUND, () -> succeeds(command));
    }

    private static void copyPeople(SecuredBroker broker, Path folder) throws IOException {
        List<String> command =
                ComposeFile.list(ComposeFile.read("compose.yaml").service("people"), "entrypoint").stream()
                        .map(word -> here(word.toString(), "approval-service", broker, folder))
                        .toList();
        Scripts.Result result = Scripts.tryRun(command, Map.of());
        if (result.status() != 0) {
            throw new IllegalStateException(result.output());
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            return Scripts.tryRun(command, Map.of()).status() == 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Map<String, String> environment(String name, int port, SecuredBroker broker, Path folder)
            throws IOException {
        Path executors = folder.resolve("executors.properties");
        Files.writeString(executors, here(DeployFiles.text("config/executors.properties"), name, broker, folder));
        Map<String, String> environment = new TreeMap<>();
        ComposeFile.map(ComposeFile.read("compose.yaml").service(name), "environment")
                .forEach((variable, value) -> environment.put(variable, here(value.toString(), name, broker, folder)));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.put("COUNTERSIGN_MODEL_BASE_URL", "http://127.0.0.1:9/v1/");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        return environment;
    }

    private static String here(String value, String name, SecuredBroker broker, Path folder) {
        return value.replace("/run/secrets", broker.secrets().toString())
                .replace(
                        "/etc/countersign/executor-keys",
                        broker.secrets().resolve("executor-keys").toString())
                .replace(
                        "/etc/countersign/trusted-keys",
                        broker.secrets().resolve("trusted-keys").toString())
                .replace(
                        "/etc/countersign/executors.properties",
                        folder.resolve("executors.properties").toString())
                .replace(
                        "/etc/countersign/policy.yaml",
                        DeployFiles.DEPLOY.resolve("config/policy.yaml").toString())
                .replace(
                        "/etc/countersign/tools/tools.properties",
                        DeployFiles.DEPLOY.resolve("config/tools.properties").toString())
                .replace("/var/lib/countersign", folder.resolve(name).toString());
    }

    @Override
    public void close() {
        process.close();
    }
}

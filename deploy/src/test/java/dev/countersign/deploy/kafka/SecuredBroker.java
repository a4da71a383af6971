package dev.countersign.deploy.kafka;

import dev.countersign.deploy.DeployFiles;
import dev.countersign.deploy.Scripts;
import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.FreePorts;
import dev.countersign.local.process.JavaCommand;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import kafka.Kafka;
import kafka.docker.KafkaDockerWrapper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.tools.AclCommand;
import org.apache.kafka.tools.TopicCommand;

/**
 * The broker of {@code compose.yaml}, in a JVM of its own: set up by the class that sets it up in Kafka's image, from the
 * same {@code server.properties}, with the passwords of {@code create-secrets.sh}. Ports, data folder and Kafka's own
 * tools are the only things that differ.
 */
final class SecuredBroker implements AutoCloseable {

    private static final Duration READY_BOUND = Duration.ofSeconds(90);
    private static final List<String> SMALL_JVM =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private final Path folder;
    private final int port = FreePorts.next();
    private final int controllerPort = FreePorts.next();
    private final ChildProcess process;

    private SecuredBroker(Path folder) throws IOException {
        this.folder = folder;
        Scripts.createSecrets(secrets());
        Path mounted = Files.createDirectories(folder.resolve("mounted"));
        Files.copy(DeployFiles.DEPLOY.resolve("kafka/server.properties"), mounted.resolve("server.properties"));
        setUp(mounted);
        process = ChildProcess.start(spec("broker", JavaCommand.ofClass(Kafka.class, jvm(), List.of(settings()))));
    }

    static SecuredBroker start(Path folder) throws IOException {
        SecuredBroker broker = new SecuredBroker(folder);
        broker.process.awaitReady(READY_BOUND, broker::answers);
        return broker;
    }

    Path secrets() {
        return folder.resolve("secrets");
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Runs {@code apply.sh} against this broker; {@code guest} is anyone, {@code operator} an operator. */
    String apply() throws IOException {
        Scripts.Result result = tryApply(Map.of());
        if (result.status() != 0) {
            throw new IllegalStateException(
                    "apply.sh ended with status %d:%n%s".formatted(result.status(), result.output()));
        }
        return result.output();
    }

    Scripts.Result tryApply(Map<String, String> other) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("KAFKA_BIN", tools().toString());
        environment.put("BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put(
                "ADMIN_PROPERTIES", secrets().resolve("admin.properties").toString());
        environment.put("ANYONE", "guest");
        environment.put("OPERATORS", "operator");
        environment.putAll(other);
        return Scripts.tryRun(
                List.of("sh", DeployFiles.DEPLOY.resolve("kafka/apply.sh").toString()), environment);
    }

    /** Connection settings of a principal that has a file among the secrets. */
    Map<String, Object> connection(String principal) {
        Properties file = new Properties();
        try (FileReader reader =
                new FileReader(secrets().resolve(principal + ".properties").toFile(), StandardCharsets.UTF_8)) {
            file.load(reader);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        Map<String, Object> connection = new HashMap<>();
        file.forEach((name, value) -> connection.put(((String) name).replaceFirst("^kafka\\.", ""), value));
        connection.put("bootstrap.servers", bootstrapServers());
        connection.put("security.protocol", "SASL_PLAINTEXT");
        connection.put("sasl.mechanism", "PLAIN");
        return connection;
    }

    private void setUp(Path mounted) throws IOException {
        Path defaults = Files.createDirectories(folder.resolve("defaults"));
        for (String name : List.of("server.properties", "log4j2.yaml", "tools-log4j2.yaml")) {
            Files.writeString(defaults.resolve(name), "\n");
        }
        Files.createDirectories(folder.resolve("final"));
        List<String> arguments = List.of(
                "setup",
                "--default-configs-dir",
                defaults.toString(),
                "--mounted-configs-dir",
                mounted.toString(),
                "--final-configs-dir",
                folder.resolve("final").toString());
        ChildProcess setUp =
                ChildProcess.start(spec("set-up", JavaCommand.ofClass(KafkaDockerWrapper.class, jvm(), arguments)));
        int status = setUp.onExit().join();
        if (status != 0) {
            throw new IllegalStateException("set-up ended with status " + status + "\n" + setUp.tail());
        }
    }

    private ChildSpec spec(String name, List<String> command) {
        return new ChildSpec(name, command, environment(), folder, folder.resolve(name + ".log"));
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("CLUSTER_ID", "5L6g3nShT-eMCtK--X86sw");
        environment.put("KAFKA_LOG_DIRS", folder.resolve("data").toString());
        environment.put(
                "KAFKA_LISTENERS",
                "SASL_PLAINTEXT://%s,CONTROLLER://127.0.0.1:%d".formatted(bootstrapServers(), controllerPort));
        environment.put("KAFKA_ADVERTISED_LISTENERS", "SASL_PLAINTEXT://" + bootstrapServers());
        environment.put("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:" + controllerPort);
        return environment;
    }

    private List<String> jvm() {
        List<String> options = new ArrayList<>(SMALL_JVM);
        options.add("-Djava.security.auth.login.config=" + secrets().resolve("broker.jaas"));
        return options;
    }

    private String settings() {
        return folder.resolve("final/server.properties").toString();
    }

    private boolean answers() {
        Map<String, Object> settings = new HashMap<>(connection("admin"));
        settings.put("request.timeout.ms", 2_000);
        settings.put("default.api.timeout.ms", 2_000);
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The tools under the names that they have in Kafka's image. */
    private Path tools() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        tool(tools.resolve("kafka-topics.sh"), TopicCommand.class);
        tool(tools.resolve("kafka-acls.sh"), AclCommand.class);
        return tools;
    }

    private static void tool(Path file, Class<?> main) throws IOException {
        List<String> command = JavaCommand.ofClass(main, SMALL_JVM, List.of());
        String words = String.join("' '", command);
        Files.writeString(file, "#!/bin/sh\nexec '%s' \"$@\" 2>>'%s.log'\n".formatted(words, file));
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    @Override
    public void close() {
        process.close();
    }
}

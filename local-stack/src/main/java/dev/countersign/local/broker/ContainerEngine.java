package dev.countersign.local.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** Whether Testcontainers is on the class path and finds an engine. */
final class ContainerEngine {

    private ContainerEngine() {}

    static boolean answers() {
        return isConfigured() && hasLibrary() && DockerClientFactory.instance().isDockerAvailable();
    }

    /** Testcontainers takes seconds and many lines to find out that there is no engine: look for a sign of one first. */
    private static boolean isConfigured() {
        Path home = Path.of(System.getProperty("user.home"));
        return System.getenv("DOCKER_HOST") != null
                || Files.exists(home.resolve(".testcontainers.properties"))
                || Stream.of(
                                Path.of("/var/run/docker.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"),
                                home.resolve(".rd/docker.sock"),
                                home.resolve(".colima/default/docker.sock"))
                        .anyMatch(Files::exists);
    }

    private static boolean hasLibrary() {
        try {
            Class.forName("org.testcontainers.kafka.KafkaContainer", false, ContainerEngine.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}

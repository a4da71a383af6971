package dev.countersign.approval.trust;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which of the service's instances this is, where it keeps its state, and how it reaches the broker. */
@Singleton
public final class InstanceConfig {

    /** What Kafka accepts in {@code group.instance.id}. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final String name;
    private final Path stateDir;
    private final int replicationFactor;
    private final Map<String, Object> connection;

    /**
     * @param name {@code countersign.instance}; the same after a restart, another for each instance
     * @param stateDir {@code countersign.state.dir}; one for each instance
     * @param replicationFactor of the topics in which state is backed; -1: the broker's default
     * @param kafka the settings that start with {@code kafka.}
     */
    @Inject
    public InstanceConfig(
            @ConfigProperty(name = "countersign.instance") String name,
            @ConfigProperty(name = "countersign.state.dir") Path stateDir,
            @ConfigProperty(name = "countersign.state.replication-factor", defaultValue = "-1") int replicationFactor,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        if (!NAME.matcher(name).matches()) {
            throw new SettingException("countersign.instance", "it has 1 to 128 characters of A-Z a-z 0-9 . _ -");
        }
        this.name = name;
        this.stateDir = stateDir;
        this.replicationFactor = replicationFactor;
        Map<String, Object> settings = new HashMap<>(kafka);
        // Tails belong to no group, and Streams has its own.
        settings.remove("group.id");
        this.connection = Map.copyOf(settings);
    }

    public String name() {
        return name;
    }

    public Path stateDir() {
        return stateDir;
    }

    public int replicationFactor() {
        return replicationFactor;
    }

    /** The settings of a Kafka client that reaches the broker. */
    public Map<String, Object> connection() {
        return connection;
    }
}

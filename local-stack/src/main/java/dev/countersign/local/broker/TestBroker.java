package dev.countersign.local.broker;

import java.nio.file.Path;

/**
 * A broker for a test: in a container when a container engine answers, else in a JVM of its own. The log says which. A
 * test that kills or restarts its broker takes a {@link LocalBroker} itself.
 */
public interface TestBroker extends AutoCloseable {

    /**
     * Starts whichever is possible here; returns when it serves.
     *
     * @param dir where a broker in a JVM keeps its data and log
     */
    static TestBroker start(Path dir) {
        System.Logger log = System.getLogger(TestBroker.class.getName());
        if (ContainerEngine.answers()) {
            log.log(System.Logger.Level.INFO, "broker=container reason=\"a container engine answers\"");
            return ContainerBroker.start();
        }
        log.log(System.Logger.Level.INFO, "broker=jvm reason=\"no container engine\"");
        return LocalBroker.start(dir);
    }

    String bootstrapServers();

    @Override
    void close();
}

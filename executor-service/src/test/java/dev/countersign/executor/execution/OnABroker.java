package dev.countersign.executor.execution;

import dev.countersign.local.broker.LocalBroker;
import dev.countersign.local.broker.TopicCreation;
import dev.countersign.local.trust.KeyPairs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests on a broker with all topics, one for each class, and the keys of the gate and an executor. */
public abstract class OnABroker {

    @TempDir
    static Path root;

    protected static LocalBroker kafka;
    protected static KeyPairs keys;

    protected Broker broker;

    @BeforeAll
    static void startBroker() {
        kafka = LocalBroker.start(root.resolve("broker"));
        TopicCreation.run(kafka.bootstrapServers());
        keys = new KeyPairs(root.resolve("keys"));
        keys.createMissing();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void connect() {
        broker = new Broker(kafka.bootstrapServers());
    }

    @AfterEach
    void disconnect() {
        broker.close();
    }
}

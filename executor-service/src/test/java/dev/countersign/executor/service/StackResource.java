package dev.countersign.executor.service;

import dev.countersign.local.broker.TestBroker;
import dev.countersign.local.broker.TopicCreation;
import dev.countersign.local.trust.KeyPairs;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A broker with topics, and keys. */
public final class StackResource implements QuarkusTestResourceLifecycleManager {

    private TestBroker kafka;

    @Override
    public Map<String, String> start() {
        Path dir = folder();
        kafka = TestBroker.start(dir.resolve("broker"));
        TopicCreation.run(kafka.bootstrapServers());
        KeyPairs keys = new KeyPairs(dir.resolve("keys"));
        keys.createMissing();
        return Map.of(
                "kafka.bootstrap.servers", kafka.bootstrapServers(),
                "countersign.signing.key-file", keys.executor().toString(),
                "countersign.signing.kid", KeyPairs.EXECUTOR_KID,
                "countersign.trusted-keys.dir", keys.trusted().toString(),
                "countersign.mailbox.dir", dir.resolve("mailbox").toString(),
                "countersign.state.dir", dir.resolve("state").toString(),
                "countersign.tools.send_email.timeout", "5s",
                "test.keys", keys.dir().toString(),
                "quarkus.http.test-port", "0");
    }

    @Override
    public void stop() {
        kafka.close();
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("executor-service-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.countersign.planner;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.countersign.local.broker.TestBroker;
import dev.countersign.local.broker.TopicCreation;
import dev.countersign.local.trust.KeyPairs;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A broker with all topics and an endpoint to be scripted, each on a free port. */
public class BrokerAndModel implements QuarkusTestResourceLifecycleManager {
    static final String EXECUTOR = "executor-service";

    private @Nullable TestBroker broker;
    private @Nullable WireMockServer model;

    @Override
    public Map<String, String> start() {
        Path dir = folder();
        TestBroker started = TestBroker.start(dir.resolve("broker"));
        broker = started;
        TopicCreation.run(started.bootstrapServers());
        KeyPairs keys = new KeyPairs(dir.resolve("keys"));
        keys.createMissing();
        WireMockServer endpoint =
                new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        endpoint.start();
        model = endpoint;
        return settings(dir, started, keys, endpoint);
    }

    private static Map<String, String> settings(Path dir, TestBroker broker, KeyPairs keys, WireMockServer endpoint) {
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.put("countersign.state.dir", dir.resolve("state").toString());
        settings.put("countersign.streams.replication-factor", "1");
        settings.put(
                "countersign.executors.executor-service.key-file",
                keys.executorPublic().toString());
        settings.put("countersign.executors.executor-service.kid", KeyPairs.EXECUTOR_KID);
        settings.put("countersign.executors.executor-service.tools", "*");
        settings.put("countersign.model.base-url", "http://127.0.0.1:" + endpoint.port() + "/v1/");
        settings.put("countersign.model.api-key", "none");
        settings.put("countersign.model.timeout", "2s");
        settings.put("countersign.model.backoff", "50ms");
        settings.put("test.model.port", Integer.toString(endpoint.port()));
        settings.put("test.executor.key-file", keys.executor().toString());
        return settings;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("planner-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (model != null) {
            model.stop();
        }
        if (broker != null) {
            broker.close();
        }
    }
}

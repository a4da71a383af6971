package dev.countersign.executor.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.catalog.OfferedTool;
import dev.countersign.contract.catalog.ToolOwner;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.Topic;
import dev.countersign.executor.execution.Broker;
import dev.countersign.local.broker.TestBroker;
import dev.countersign.local.broker.TopicCreation;
import dev.countersign.local.trust.KeyPairs;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogAnnouncementIT {

    @TempDir
    Path dir;

    @Test
    void shouldKeepTheCatalogueToWhatTheExecutorOffers() {
        try (TestBroker kafka = TestBroker.start(dir.resolve("broker"))) {
            TopicCreation.run(kafka.bootstrapServers());
            KeyPairs keys = new KeyPairs(dir.resolve("keys"));
            keys.createMissing();
            SigningKey key = SigningKey.load(keys.executor(), KeyPairs.EXECUTOR_KID);
            CatalogAnnouncement own = announcement(kafka, "executor-service", key);
            CatalogAnnouncement other = announcement(kafka, "other-executor", key);
            try (Broker seen = new Broker(kafka.bootstrapServers())) {

                own.announce(List.of(entry("a", "one", "executor-service"), entry("b", "one", "executor-service")));
                awaitRecords(seen, 2);
                assertThat(tools(seen, keys)).containsExactly("a", "b");

                own.announce(List.of(entry("a", "one", "executor-service"), entry("b", "one", "executor-service")));

                assertThatThrownBy(() -> other.announce(
                                List.of(entry("c", "one", "other-executor"), entry("a", "one", "other-executor"))))
                        .isInstanceOf(CatalogConflictException.class)
                        .hasMessageContaining("tool 'a' is offered by executor 'executor-service' already");
                other.announce(List.of(entry("d", "one", "other-executor")));
                // Neither the repetition nor the conflict has written anything.
                awaitRecords(seen, 3);

                own.announce(List.of(entry("a", "two", "executor-service")));
                awaitRecords(seen, 5);
                assertThat(tools(seen, keys)).containsExactly("a");

                other.announce(List.of(entry("b", "one", "other-executor"), entry("d", "one", "other-executor")));
                awaitRecords(seen, 6);
            }
        }
    }

    private static void awaitRecords(Broker seen, int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(seen.records(Topic.TOOL_CATALOG.topicName())).hasSize(count));
    }

    private static List<String> tools(Broker seen, KeyPairs keys) {
        Catalog catalog = new Catalog(List.of(new ToolOwner(
                "executor-service", TrustedKeys.load(keys.executorPublic(), KeyPairs.EXECUTOR_KID), List.of("*"))));
        seen.records(Topic.TOOL_CATALOG.topicName()).forEach(catalog::accept);
        return catalog.all().stream()
                .map(OfferedTool::entry)
                .map(CatalogEntry::name)
                .map(ToolName::value)
                .toList();
    }

    private static CatalogAnnouncement announcement(TestBroker kafka, String executor, SigningKey key) {
        return new CatalogAnnouncement(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                executor,
                key,
                Clock.systemUTC(),
                Duration.ofSeconds(20));
    }

    private static CatalogEntry entry(String tool, String description, String executor) {
        return new CatalogEntry(
                new ToolName(tool),
                description,
                CanonicalJson.ofValue(Map.of("type", "object")),
                Annotations.UNKNOWN,
                Duration.ofSeconds(5),
                0,
                executor);
    }
}

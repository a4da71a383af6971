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
import dev.countersign.executor.execution.OnABroker;
import dev.countersign.local.trust.KeyPairs;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Instances that announce what they offer; every test has an executor and tools of its own. */
class CatalogAnnouncementIT extends OnABroker {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final List<Instance> instances = new ArrayList<>();
    private String executor;

    @BeforeEach
    void name(TestInfo test) {
        executor = test.getTestMethod().orElseThrow().getName().substring("should".length());
    }

    @AfterEach
    void stop() {
        instances.forEach(Instance::close);
    }

    @Test
    void shouldKeepTheCatalogueToWhatItOffersAtItsStart() {
        start(executor, tool("a", "one"), tool("b", "one")).close();
        awaitCatalog("a one", "b one");

        start(executor, tool("a", "one"), tool("b", "one")).close();
        // The repetition has written nothing.
        awaitRecords(2);

        start(executor, tool("a", "two")).close();
        awaitCatalog("a two");
        awaitRecords(4);
    }

    @Test
    void shouldNotStartWithAToolOfAnotherExecutor() {
        start(executor, tool("a", "one"));

        assertThatThrownBy(() -> start(other(), tool("c", "one"), tool("a", "one")))
                .isInstanceOf(CatalogConflictException.class)
                .hasMessageContaining("is offered by executor '" + executor + "' already");
        awaitQuiet(1);
    }

    @Test
    void shouldWithdrawWhatGoesAwayAndAnnounceItWhenItIsBack() {
        Instance instance = start(executor, tool("a", "one"), tool("b", "one"));

        instance.offers(tool("a", "one"));
        awaitCatalog("a one");
        instance.offers(tool("a", "one"), tool("b", "one"));
        awaitCatalog("a one", "b one");

        awaitQuiet(4);
    }

    @Test
    void shouldAnnounceAgainWhatAnotherInstanceHasWithdrawn() {
        Instance first = start(executor, tool("a", "one"));
        start(executor, tool("a", "one"));

        first.offers();

        awaitRecords(3);
        awaitCatalog("a one");
        awaitQuiet(3);
        first.offers(tool("a", "one"));
        awaitQuiet(3);
    }

    @Test
    void shouldLetANewerEntryOfAnotherInstanceStand() {
        Instance older = start(executor, tool("a", "one"));
        Instance newer = start(executor, tool("a", "two"));
        awaitQuiet(2);

        older.offers();
        awaitQuiet(2);
        older.offers(tool("a", "one"));
        awaitQuiet(2);

        assertThat(catalog()).containsExactly("a two");
        newer.offers(tool("a", "three"));
        awaitCatalog("a three");
        newer.offers();
        awaitCatalog("a one");
        awaitQuiet(5);
    }

    @Test
    void shouldLeaveOutWhatAnotherExecutorHasTakenAndGoOnWithTheOthers() {
        Instance instance = start(executor, tool("a", "one"));
        Instance rival = start(other(), tool("b", "rival"));

        instance.offers(tool("a", "one"), tool("b", "one"), tool("c", "one"));
        awaitCatalog("a one", "c one");
        awaitQuiet(3);

        rival.offers();
        awaitCatalog("a one", "b one", "c one");
    }

    @Test
    void shouldWriteABurstOfChangesTogether() {
        Instance instance = start(executor, tool("a", "one"));

        IntStream.range(0, 1_000)
                .forEach(i -> instance.offers(i % 2 == 0 ? List.of() : List.of(tool("a", "version " + i))));

        awaitCatalog("a version 999");
        assertThat(records()).hasSizeLessThan(20);
    }

    @Test
    void shouldSayItWhenTheBrokerIsBack() {
        Instance instance = start(executor, tool("a", "one"), tool("b", "one"));

        kafka.kill();
        instance.offers(tool("a", "one"));
        instance.offers(tool("a", "one"), tool("c", "one"));
        kafka.restart();

        awaitCatalog("a one", "c one");
        awaitQuiet(4);
    }

    private String other() {
        return executor + "Other";
    }

    private CatalogEntry tool(String name, String description) {
        return entry(executor, name, description);
    }

    private CatalogEntry entry(String owner, String name, String description) {
        return new CatalogEntry(
                new ToolName(prefix() + name),
                description,
                CanonicalJson.ofValue(Map.of("type", "object")),
                Annotations.UNKNOWN,
                Duration.ofSeconds(5),
                0,
                owner);
    }

    private String prefix() {
        return Integer.toHexString(executor.hashCode()) + "_";
    }

    private Instance start(String owner, CatalogEntry... tools) {
        Instance instance = new Instance(owner, tools);
        instances.add(instance);
        return instance;
    }

    /** One instance of an executor. */
    private final class Instance implements AutoCloseable {

        private final String owner;
        private final CatalogAnnouncement announcement;
        private volatile List<CatalogEntry> tools;

        Instance(String owner, CatalogEntry... tools) {
            this.owner = owner;
            this.tools = owned(List.of(tools));
            SigningKey key = SigningKey.load(keys.executor(), KeyPairs.EXECUTOR_KID);
            announcement = CatalogAnnouncement.start(
                    new CatalogSettings(
                            Map.of("bootstrap.servers", kafka.bootstrapServers()),
                            owner,
                            key,
                            Clock.systemUTC(),
                            Duration.ofSeconds(20)),
                    () -> this.tools);
        }

        void offers(CatalogEntry... now) {
            offers(List.of(now));
        }

        void offers(List<CatalogEntry> now) {
            tools = owned(now);
            announcement.changed();
        }

        private List<CatalogEntry> owned(List<CatalogEntry> all) {
            return all.stream()
                    .map(tool -> entry(owner, tool.name().value().substring(prefix().length()), tool.description()))
                    .toList();
        }

        @Override
        public void close() {
            announcement.close();
        }
    }

    /** What the gate takes for this executor's tools. */
    private List<String> catalog() {
        Catalog catalog = new Catalog(List.of(
                new ToolOwner(executor, TrustedKeys.load(keys.executorPublic(), KeyPairs.EXECUTOR_KID), List.of("*"))));
        broker.records(Topic.TOOL_CATALOG.topicName()).forEach(catalog::accept);
        return catalog.all().stream()
                .map(OfferedTool::entry)
                .filter(entry -> entry.name().value().startsWith(prefix()))
                .map(entry -> entry.name().value().substring(prefix().length()) + " " + entry.description())
                .toList();
    }

    private Stream<String> writtenNames() {
        return broker.records(Topic.TOOL_CATALOG.topicName()).stream()
                .map(record -> Optional.ofNullable(record.key()).orElseGet(() -> new byte[0]))
                .map(key -> new String(key, StandardCharsets.UTF_8));
    }

    private List<String> records() {
        return writtenNames().filter(name -> name.startsWith(prefix())).toList();
    }

    private void awaitCatalog(String... tools) {
        await().atMost(BOUND).untilAsserted(() -> assertThat(catalog()).containsExactly(tools));
    }

    private void awaitRecords(int count) {
        await().atMost(BOUND).untilAsserted(() -> assertThat(records()).hasSize(count));
    }

    private void awaitQuiet(int count) {
        awaitRecords(count);
        await().during(QUIET).atMost(BOUND).until(() -> records().size() == count);
    }
}

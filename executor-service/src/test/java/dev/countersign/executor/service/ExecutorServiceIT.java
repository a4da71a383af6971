package dev.countersign.executor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.catalog.OfferedTool;
import dev.countersign.contract.catalog.ToolOwner;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.Topic;
import dev.countersign.executor.execution.Broker;
import dev.countersign.executor.execution.Gate;
import dev.countersign.executor.mailbox.MailboxConfig;
import dev.countersign.executor.mailbox.MailboxTools;
import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.Tools;
import dev.countersign.executor.tool.method.MethodTools;
import dev.countersign.local.trust.KeyPairs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service as it is packaged: its settings, its tools, its health. */
@QuarkusTest
@QuarkusTestResource(value = StackResource.class, restrictToAnnotatedClass = true)
class ExecutorServiceIT {

    private static final Duration BOUND = Duration.ofSeconds(30);

    @Inject
    ExecutorConfig config;

    @Inject
    MailboxConfig mailbox;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "test.keys")
    Path keysDir;

    private Broker broker;
    private Gate gate;
    private KeyPairs keys;

    @BeforeEach
    void connect() {
        keys = new KeyPairs(keysDir);
        broker = new Broker(bootstrapServers);
        ToolRegistry tools = Tools.registry(
                List.of(new MethodTools.Owner(new MailboxTools(mailbox), MailboxTools.class)), config.tools());
        gate = new Gate(SigningKey.load(keys.gate(), KeyPairs.GATE_KID), tools);
        await().atMost(BOUND).until(() -> RestAssured.get("/q/health/ready").statusCode() == 200);
    }

    @AfterEach
    void disconnect() {
        broker.close();
    }

    @Test
    void shouldOfferItsToolsSigned() {
        Catalog catalog = new Catalog(List.of(new ToolOwner(
                "executor-service", TrustedKeys.load(keys.executorPublic(), KeyPairs.EXECUTOR_KID), List.of("*"))));

        await().atMost(BOUND)
                .until(() -> broker.records(Topic.TOOL_CATALOG.topicName()).size() == 2);
        broker.records(Topic.TOOL_CATALOG.topicName()).forEach(catalog::accept);

        assertThat(catalog.all())
                .extracting(offer -> offer.entry().name().value())
                .containsExactly("count_emails", "send_email");
        CatalogEntry sending =
                catalog.find(new ToolName("send_email")).map(OfferedTool::entry).orElseThrow();
        assertThat(sending.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(sending.annotations().idempotentHint()).isFalse();
        assertThat(sending.inputSchema().text()).contains("\"recipient\"").doesNotContain("key");
    }

    @Test
    void shouldCountEmails() {
        broker.write(gate.record(gate.call("count", "c", "count_emails", "{\"last_n_days\": 5}")));

        ToolResult result = result("count");
        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(result.output()).map(Object::toString).hasValue("10");
    }

    @Test
    void shouldSendEmailIntoTheMailbox() throws IOException {
        broker.write(gate.record(gate.call(
                "send", "c", "send_email", "{\"message\": \"What's up homie\", \"recipient\": \"sally@gmail.com\"}")));

        assertThat(result("send").status()).isEqualTo(Status.SUCCEEDED);
        try (Stream<Path> mails = Files.list(mailbox.dir())) {
            assertThat(mails).hasSize(1);
        }
    }

    @Test
    void shouldTellHealthAndMetrics() {
        broker.write(gate.record(gate.call("metrics", "c", "count_emails", "{\"last_n_days\": -1}")));
        assertThat(result("metrics").error()).hasValue("last_n_days is 0 or more");

        assertThat(RestAssured.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(RestAssured.get("/q/health/ready")
                        .jsonPath()
                        .getString("checks.find { it.name == 'tool sources' }.data"))
                .isEqualTo("[Java methods:present, 2 tools]");
        assertThat(RestAssured.get("/q/metrics").asString())
                .contains("countersign_executor_results_total{late=\"false\",status=\"failed\"")
                .contains("countersign_executor_sources_away 0.0")
                .contains("countersign_executor_tools_offered 2.0");
    }

    private ToolResult result(String conversation) {
        await().atMost(BOUND).until(() -> !broker.results(conversation).isEmpty());
        return broker.results(conversation).getFirst();
    }
}

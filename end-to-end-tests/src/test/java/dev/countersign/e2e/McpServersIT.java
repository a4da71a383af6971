package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tools of real MCP servers are used through the gate like any others: nothing of them runs before it is approved, a
 * server that dies leaves an honest outcome and takes its tools with it, and brings them back.
 */
class McpServersIT {
    private static final String LONG = "trigger-long-running-operation";
    private static final Duration BACK = Duration.ofSeconds(60);

    private static McpServers servers;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        servers = McpServers.install();
        servers.startRemote();
        var settings = servers.settings();
        stack = Stack.start(config -> config.withTools(settings));
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        servers.close();
    }

    @AfterEach
    void letBothRun() throws IOException {
        servers.letStart();
        servers.startRemote();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "remote_"})
    void shouldUseAServerThroughTheGate(String prefix) {
        awaitOffered(prefix + "echo");
        String conversation = stack.ask("""
                call %1$secho {"message":"<b>naïve</b> 👋"}
                call %1$sget-sum {"a":1,"b":41}
                call %1$sget-structured-content {"location":"Chicago"}
                """.formatted(prefix));

        approveAll(conversation, 3);

        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
        assertThat(output(conversation, "call_0").asText()).isEqualTo("Echo: <b>naïve</b> 👋");
        assertThat(output(conversation, "call_1").asText()).contains("42");
        assertThat(output(conversation, "call_2").path("temperature").isNumber())
                .isTrue();
    }

    @Test
    void shouldKeepWhatIsNoTextAndEveryLinkAsData() {
        awaitOffered("get-env");
        String conversation = stack.ask("""
                call get-tiny-image {}
                call get-resource-links {"count":2}
                call get-env {}
                """);

        approveAll(conversation, 3);

        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
        assertThat(output(conversation, "call_0").toString()).contains("bytes of image/png");
        assertThat(output(conversation, "call_1").toString()).contains("\"type\":\"resource_link\"", "\"uri\":");
        assertThat(output(conversation, "call_2").asText())
                .contains("GREETING", "PATH")
                .doesNotContain("COUNTERSIGN", "KAFKA");
    }

    @Test
    void shouldWriteAFileOnceItIsApprovedAndNoneThatIsRejected() throws IOException {
        Path written = servers.files().resolve("approved.txt");
        Path refused = servers.files().resolve("rejected.txt");
        String conversation = stack.ask(write(written, "Zoë\n"));
        Person alice = stack.person("alice");
        JsonNode card = alice.awaitPending(conversation);
        assertThat(written).doesNotExist();

        assertThat(alice.approve(card).statusCode()).isEqualTo(200);

        assertThat(result(conversation).path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(Files.readString(written)).isEqualTo("Zoë\n");

        String other = stack.ask(write(refused, "no"));
        assertThat(alice.reject(alice.awaitPending(other), "not there").statusCode())
                .isEqualTo(200);
        stack.awaitAnswer(other, Stack.SOON);
        assertThat(refused).doesNotExist();
    }

    private static String write(Path file, String text) {
        return "call write_file {\"path\":%s,\"content\":%s}".formatted(Json.text(file.toString()), Json.text(text));
    }

    @Test
    void shouldFailWhereTheServerFails() {
        String conversation = stack.ask("call read_text_file {\"path\":\"/etc/passwd\"}");

        approveAll(conversation, 1);

        JsonNode result = result(conversation);
        assertThat(result.path("status").asText()).isEqualTo("FAILED");
        assertThat(result.path("error").asText()).contains("Access denied");
    }

    @Test
    void shouldTellHonestlyOfAProgramKilledInACall() throws IOException {
        String conversation = callLong("");

        servers.killLocal();

        assertUnclear(conversation, "exit code 137");
        assertWithdrawn(LONG);
        servers.letStart();
        assertBack(LONG, "");
    }

    @Test
    void shouldTellHonestlyOfAServerKilledInACallOverHttp() {
        String conversation = callLong("remote_");
        String meanwhile = stack.ask("call remote_echo {\"message\":\"late\"}");
        Person alice = stack.person("alice");
        JsonNode card = alice.awaitPending(meanwhile);

        // The gate does not hear of what the executor has not heard of either.
        stack.executor().pause();
        servers.killRemote();
        assertThat(alice.approve(card).statusCode()).isEqualTo(200);
        stack.executor().resume();

        assertUnclear(conversation, "ended while the call ran");
        assertThat(result(meanwhile).path("status").asText()).isEqualTo("FAILED");
        assertThat(result(meanwhile).path("error").asText()).contains("MCP server");
        assertWithdrawn("remote_echo");
        servers.startRemote();
        assertBack("remote_echo", "remote_");
    }

    private static void awaitOffered(String tool) {
        Await.untilTrue(tool + " is offered", BACK, () -> isOffered(tool));
    }

    /** Calls the long operation and waits until it runs. */
    private static String callLong(String prefix) {
        awaitOffered(prefix + LONG);
        String conversation = stack.ask("call " + prefix + LONG + " {\"duration\":100,\"steps\":100}");
        approveAll(conversation, 1);
        stack.records()
                .await(
                        Topic.EXECUTOR_LEDGER.topicName(),
                        Stack.SOON,
                        record -> Stack.key(record).equals(conversation + "/call_0"));
        return conversation;
    }

    private static void assertUnclear(String conversation, String reason) {
        JsonNode result = result(conversation);
        assertThat(result.path("status").asText()).isEqualTo("UNKNOWN");
        assertThat(result.path("error").asText())
                .contains("ended while the call ran")
                .contains(reason);
    }

    private static void assertWithdrawn(String tool) {
        Await.untilTrue(tool + " is withdrawn", Stack.SOON, () -> !isOffered(tool));
    }

    private static void assertBack(String tool, String prefix) {
        awaitOffered(tool);
        String conversation = stack.ask("call " + prefix + "echo {\"message\":\"again\"}");
        approveAll(conversation, 1);
        assertThat(output(conversation, "call_0").asText()).isEqualTo("Echo: again");
    }

    private static boolean isOffered(String tool) {
        return stack
                .records()
                .all(Topic.TOOL_CATALOG.topicName(), record -> Stack.key(record).equals(tool))
                .stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.value() != null)
                .isPresent();
    }

    private static void approveAll(String conversation, int count) {
        Person alice = stack.person("alice");
        List<JsonNode> cards = alice.awaitPending(conversation, count);
        cards.forEach(card -> assertThat(alice.approve(card).statusCode()).isEqualTo(200));
    }

    private static JsonNode result(String conversation) {
        return stack.awaitResult(conversation, "call_0", Stack.SOON);
    }

    private static JsonNode output(String conversation, String call) {
        JsonNode result = stack.awaitResult(conversation, call, Stack.SOON);
        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("SUCCEEDED");
        return result.path("output");
    }
}

package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.launch.ServiceKind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A call whose executor was killed in the middle is listed as unknown until an admin has found out, once; the model is
 * told its outcome once, and a late result or a settlement changes nothing about that.
 */
class UnknownOutcomeIT {
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final String FAILED = "{\"outcome\":\"failed\",\"reason\":\"it is not in the outbox\"}";

    private static Stack stack;
    private static Path hold;

    private String marker;
    private String conversation;
    private int asked;

    @BeforeAll
    static void start() throws IOException {
        hold = Files.createTempDirectory("countersign-hold-").resolve("hold");
        stack = Stack.start(config -> config.withExtra(
                ServiceKind.EXECUTOR,
                Map.of(
                        "COUNTERSIGN_MAILBOX_HOLD_FILE",
                        hold.toString(),
                        "COUNTERSIGN_TOOLS_SEND_EMAIL_TIMEOUT",
                        "PT5S")));
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        Files.deleteIfExists(hold.getParent());
    }

    /** The executor is killed while it sends a mail, and comes back. */
    @BeforeEach
    void loseCall() throws IOException {
        marker = Stack.fresh("lost");
        Files.createFile(hold);
        conversation = stack.ask(
                marker + "\ncall send_email {\"message\":\"m\",\"recipient\":\"" + marker + "@example.com\"}");
        Person alice = stack.person("alice");
        assertThat(alice.approve(alice.awaitPending(conversation)).statusCode()).isIn(200, 202);
        stack.records()
                .await(
                        Topic.EXECUTOR_LEDGER.topicName(),
                        Stack.SOON,
                        record -> Stack.key(record).equals(conversation + "/call_0"));
        stack.executor().kill();
        Files.delete(hold);
        stack.executor().start().awaitReady();
        assertThat(stack.awaitResult(conversation, "call_0", RECOVERY)
                        .path("status")
                        .asText())
                .isEqualTo("UNKNOWN");
        stack.awaitAnswer(conversation, Stack.SOON);
        awaitListed("unknown");
        asked = stack.model().requests(marker).size();
    }

    @Test
    void shouldBeSettledByAnAdminOnceAndForGood() {
        HttpResponse<String> byApprover = settle("bob", FAILED);
        HttpResponse<String> byAdmin = settle("alice", FAILED);

        assertThat(byApprover.statusCode()).isEqualTo(403);
        assertThat(byAdmin.statusCode()).as(byAdmin.body()).isEqualTo(200);
        assertSettled(awaitListed("settled"));
        assertThat(listed("unknown")).isEmpty();
        stack.approval().kill();
        stack.approval().start().awaitReady();
        assertSettled(awaitListed("settled"));
        assertThat(settle("alice", FAILED).statusCode()).isEqualTo(200);
        HttpResponse<String> otherwise = settle("alice", "{\"outcome\":\"succeeded\",\"output\":null}");
        assertThat(otherwise.statusCode()).isEqualTo(409);
        assertThat(otherwise.body()).contains("already-settled", "FAILED by alice at ");
        assertToldOnce();
    }

    @Test
    void shouldKeepALateResultBesideTheSettlement() {
        stack.produce(Topic.TOOL_RESULTS.topicName(), conversation, late());
        awaitCard("lateResult");

        assertThat(settle("alice", FAILED).statusCode()).isEqualTo(200);

        JsonNode card = awaitCard("settlement");
        assertThat(card.path("status").asText()).isEqualTo("UNKNOWN");
        assertThat(card.path("lateResult").path("output").asText()).isEqualTo("sent after all");
        assertThat(stack.about(Topic.ANSWERS, conversation)).hasSize(1);
        assertThat(stack.model().requests(marker)).hasSize(asked);
    }

    @Test
    void shouldBeListedAndSettledAtTheTerminal() {
        Command.Output listed = run("", "calls", "--status", "unknown");
        String call = conversation + "/call_0";

        Command.Output refused = run("", "settle", call, "failed", "--reason", "gone", "--yes", "--as", "bob");
        Command.Output settled =
                run("yes\n", "settle", call, "succeeded", "--output", "{\"id\": 12345678901234567890}");

        assertThat(listed.out()).contains(call, "it may have run");
        assertThat(refused.status()).as(refused.toString()).isEqualTo(4);
        assertThat(settled.status()).as(settled.toString()).isZero();
        assertThat(settled.out()).contains("executor-service-0, attempt 1", "The model was not told.");
        awaitListed("settled");
        assertThat(run("", "show", call).out())
                .contains("settled since: SUCCEEDED", "says alice at ", "via terminal", "12345678901234567890");
        assertToldOnce();
    }

    private void assertSettled(JsonNode card) {
        assertThat(card.path("status").asText()).isEqualTo("UNKNOWN");
        assertThat(card.path("startedAt").isTextual()).isTrue();
        assertThat(card.path("result").path("status").asText()).isEqualTo("UNKNOWN");
        assertThat(card.path("settlement").path("outcome").asText()).isEqualTo("FAILED");
        assertThat(card.path("settlement").path("reason").asText()).isEqualTo("it is not in the outbox");
        assertThat(card.path("settlement").path("by").path("name").asText()).isEqualTo("alice");
    }

    /** One result, one answer, no further question to the model, and nothing that says no. */
    private void assertToldOnce() {
        assertThat(stack.results(conversation)).hasSize(1);
        assertThat(stack.about(Topic.ANSWERS, conversation)).hasSize(1);
        assertThat(stack.about(Topic.REJECTED_CALLS, conversation)).isEmpty();
        assertThat(stack.model().requests(marker)).hasSize(asked);
        // The audit is the topic itself: the settlement stands on the card, and only there.
        assertThat(stack.about(Topic.APPROVALS, conversation)
                        .getLast()
                        .path("settlement")
                        .isObject())
                .isTrue();
    }

    private static HttpResponse<String> settle(String person, String conversation, String body) {
        return stack.person(person).put(Person.path(conversation, "call_0") + "/settlement", body);
    }

    private HttpResponse<String> settle(String person, String body) {
        return settle(person, conversation, body);
    }

    private JsonNode awaitListed(String status) {
        return Await.until(
                "listed as " + status, Stack.SOON, () -> listed(status).stream().findFirst());
    }

    private List<JsonNode> listed(String status) {
        HttpResponse<String> page =
                stack.person("bob").get("/api/approvals?status=" + status + "&conversation=" + conversation);
        List<JsonNode> cards = new ArrayList<>();
        if (page.statusCode() == 200) {
            Json.read(page.body()).path("items").forEach(cards::add);
        }
        return cards;
    }

    private JsonNode awaitCard(String member) {
        return Await.until(
                "a card with " + member,
                Stack.SOON,
                () -> Optional.of(stack.person("bob").awaitCard(conversation, "call_0"))
                        .filter(card -> card.path(member).isObject()));
    }

    private String late() {
        JsonNode card = stack.person("bob").awaitCard(conversation, "call_0");
        return "{\"callId\":\"call_0\",\"conversationId\":\"%s\",\"turn\":%s,\"tool\":\"send_email\",\"status\":\"SUCCEEDED\","
                        .formatted(conversation, card.path("turn"))
                + "\"output\":\"sent after all\",\"finishedAt\":\"2026-11-24T12:00:00Z\",\"attempt\":1,\"late\":true,"
                + "\"executor\":\"executor-service\",\"instance\":\"executor-service-0\"}";
    }

    private static Command.Output run(String input, String... words) {
        String script = Stack.CHECKOUT
                .resolve("countersign")
                .toAbsolutePath()
                .normalize()
                .toString();
        List<String> all = new ArrayList<>(List.of(script));
        all.addAll(List.of(words));
        all.addAll(List.of("--data", stack.services().data().root().toString()));
        return Command.of(all.toArray(String[]::new))
                .with("COUNTERSIGN_BUILD", "never")
                .run(input);
    }
}

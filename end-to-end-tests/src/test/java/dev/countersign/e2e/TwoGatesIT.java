package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.local.launch.ServiceProcess;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What is set at one instance of approval-service holds at the other, and either decides what the other held. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoGatesIT {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(15);
    private static final String POLICY = """
            version: 1
            defaults:
              requesterMustDiffer: false
              grants: {longest: PT1H, uses: 10}
            rules: []
            """;

    private static Stack stack;
    private static ServiceProcess second;

    @BeforeAll
    static void start() {
        stack = Stack.startUnder(POLICY);
        second = stack.secondApproval();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    @Order(1)
    void shouldShowTheSameInbox() {
        String conversation = stack.ask("call count_emails {\"last_n_days\":1}\ncall count_emails {\"last_n_days\":2}");

        List<JsonNode> here = stack.person("alice").awaitPending(conversation, 2);
        // The first card changes once more when the second call has come.
        List<JsonNode> there = Await.until("the other shows the same", Stack.SOON, () -> {
            List<JsonNode> shown = stack.person("alice", second).awaitPending(conversation, 2);
            List<JsonNode> same = stack.person("alice").awaitPending(conversation, 2);
            return same.containsAll(shown) ? Optional.of(shown) : Optional.empty();
        });

        assertThat(stack.person("alice", second).approve(there.getFirst()).statusCode())
                .isEqualTo(200);
        assertThat(stack.person("bob").approve(here.getLast()).statusCode()).isEqualTo(200);
        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
    }

    @Test
    @Order(2)
    void shouldObeyAKillSwitchThatWasSetAtTheOther() {
        List<JsonNode> pending = IntStream.range(0, 12)
                .mapToObj(n -> stack.ask("call count_emails {\"last_n_days\":3}"))
                .map(stack.person("alice")::awaitPending)
                .toList();

        assertThat(set(second, "deny").statusCode()).isEqualTo(200);

        for (JsonNode card : pending) {
            HttpResponse<String> refused = stack.person("bob").approve(card);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(refused.body()).contains("DENIED", "drill");
        }
        String late = stack.ask("call count_emails {\"last_n_days\":4}");
        assertThat(stack.person("bob").awaitCard(late, "call_0").path("status").asText())
                .isEqualTo("DENIED");
        assertThat(set(stack.approval(), "open").statusCode()).isEqualTo(200);
        assertThat(Json.read(stack.person("bob", second).get("/api/switch").body())
                        .toString())
                .contains("open");
    }

    @Test
    @Order(3)
    void shouldNameThePartitionsThatHaveNotAppliedAChangeAndApplyItLater() {
        HttpResponse<String> sent;
        second.pause();
        try {
            sent = set(stack.approval(), "hold");
        } finally {
            second.resume();
        }

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        assertThat(Json.read(sent.body()).path("missing")).isNotEmpty().hasSizeLessThan(6);
        Await.until(
                "every partition holds",
                Stack.SOON,
                () -> Optional.of(
                                Json.read(stack.person("bob").get("/api/switch").body()))
                        .filter(shown -> shown.path("mode").asText().equals("hold")));
        assertThat(set(second, "open").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void shouldForgetAGrantThatWasRevokedAtTheOther() {
        String conversation = Stack.fresh("granted");
        Person alice = stack.person("alice");
        stack.askIn(conversation, "call count_emails {\"last_n_days\":6}", "\"promptId\":\"p-1\"");
        HttpResponse<String> approved = alice.approveWithGrant(
                alice.awaitPending(conversation),
                "{\"scope\":\"conversation\",\"for\":\"PT10M\",\"uses\":5,\"exact\":true}");
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
        String grant = Json.read(approved.body()).path("grant").asText();
        stack.askIn(conversation, "call count_emails {\"last_n_days\":6}", "\"promptId\":\"p-2\"");
        Await.until(
                "a second result",
                Stack.SOON,
                () -> Optional.of(stack.results(conversation)).filter(results -> results.size() == 2));

        assertThat(stack.person("bob", second).delete("/api/grants/" + grant).statusCode())
                .isEqualTo(200);

        stack.askIn(conversation, "call count_emails {\"last_n_days\":6}", "\"promptId\":\"p-3\"");
        assertThat(alice.reject(alice.awaitPending(conversation), "no more").statusCode())
                .isEqualTo(200);
        assertThat(stack.results(conversation)).hasSize(2);
    }

    @Test
    @Order(5)
    void shouldLetThroughWhatWasGrantedToAProvenRequesterAndNotWhatClaimsToBeOne() {
        Person bob = stack.person("bob");
        String first = asked(bob, "call count_emails {\"last_n_days\":8}");
        HttpResponse<String> approved = stack.person("alice", second)
                .approveWithGrant(
                        bob.awaitPending(first), "{\"scope\":\"requester\",\"for\":\"PT10M\",\"exact\":true}");
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);

        String proven = asked(bob, "call count_emails {\"last_n_days\":8}");
        String claimed = stack.ask("call count_emails {\"last_n_days\":8}", "\"requester\":\"bob\"");

        assertThat(stack.awaitResult(proven, "call_0", Stack.SOON)
                        .path("output")
                        .asInt())
                .isEqualTo(16);
        JsonNode card = bob.awaitPending(claimed);
        assertThat(stack.person("alice").delete("/api/conversations/" + claimed).statusCode())
                .as("an admin ends what somebody claimed to ask")
                .isEqualTo(200);
        assertThat(bob.awaitCard(claimed, card.path("callId").asText())
                        .path("status")
                        .asText())
                .isEqualTo("WITHDRAWN");
        assertThat(stack.awaitAnswer(claimed, Stack.SOON).path("status").asText())
                .isEqualTo("NOT_APPROVED");
        assertThat(stack.results(claimed)).isEmpty();
    }

    private static String asked(Person person, String prompt) {
        HttpResponse<String> taken = person.post("/api/prompts", "{\"prompt\":" + Json.text(prompt) + "}");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        return Json.read(taken.body()).path("conversationId").asText();
    }

    @Test
    @Order(6)
    void shouldReloadThePolicyOnBoth() {
        Person carol = stack.person("carol", second);
        stack.changePolicy(POLICY.replace("rules: []", """
                rules:
                  - name: reads
                    hints: {readOnly: true}
                    approve: {}
                """.strip()));
        Await.until(
                "the policy is active in every partition",
                Stack.SOON,
                () -> Optional.of(carol.get("/api/policy").body()).filter(body -> body.contains("reads")));

        List<String> conversations = IntStream.range(0, 12)
                .mapToObj(n -> stack.ask("call count_emails {\"last_n_days\":7}"))
                .toList();

        conversations.forEach(conversation -> assertThat(stack.awaitAnswer(conversation, Stack.SOON)
                        .path("status")
                        .asText())
                .isEqualTo("ANSWERED"));
        stack.changePolicy("version: 1\nrules: nonsense\n");
        String still = stack.ask("call count_emails {\"last_n_days\":7}");
        assertThat(stack.awaitAnswer(still, Stack.SOON).path("status").asText()).isEqualTo("ANSWERED");
        stack.changePolicy(POLICY);
    }

    @Test
    @Order(7)
    void shouldDecideEverythingOnTheOtherAfterOneWasKilled() {
        Person bob = stack.person("bob", second);
        List<JsonNode> pending = IntStream.range(0, 12)
                .mapToObj(n -> stack.ask("call send_email {\"message\":\"m\",\"recipient\":\"two@example.com\"}"))
                .map(bob::awaitPending)
                .toList();

        stack.approval().kill();
        Instant killed = Instant.now();

        for (JsonNode card : pending) {
            Await.until(
                    "a decision on " + Person.path(card),
                    TAKEN_OVER,
                    () -> Optional.of(bob.reject(card, "done")).filter(answer -> answer.statusCode() == 200));
        }
        assertThat(Duration.between(killed, Instant.now())).isLessThan(TAKEN_OVER);
        stack.approval().start().awaitReady();
    }

    private static HttpResponse<String> set(ServiceProcess instance, String mode) {
        return stack.person("alice", instance).put("/api/switch", "{\"mode\":\"" + mode + "\",\"reason\":\"drill\"}");
    }
}

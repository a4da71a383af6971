package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls of one message that are approved, edited, rejected, answered and let through by policy end each in its way. */
class FiveOutcomesIT {
    private static final String POLICY = """
            version: 1
            defaults:
              requesterMustDiffer: false
            rules:
              - name: small-counts
                tool: count_emails
                when: arguments.last_n_days < 10
                approve: {}
            """;

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.startUnder(POLICY);
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    void shouldTellTheModelEachOutcomeOnceAndInItsOrder() {
        Person alice = stack.person("alice");
        String marker = Stack.fresh("five");
        String conversation = stack.ask(marker + """

                        call count_emails {"last_n_days":20}
                        call count_emails {"last_n_days":30}
                        call send_email {"message":"m","recipient":"five@example.com"}
                        call count_emails {"last_n_days":40}
                        call count_emails {"last_n_days":5}
                        """, "\"gate\":\"call\"", "\"onRejection\":\"continue\"");
        List<JsonNode> cards = alice.awaitPending(conversation, 4);

        JsonNode automatic = stack.awaitResult(conversation, "call_4", Stack.SOON);
        assertThat(automatic.path("output").asInt()).isEqualTo(10);
        assertThat(stack.results(conversation))
                .as("the automatic one did not wait")
                .hasSize(1);

        assertThat(alice.approve(card(cards, "call_0")).statusCode()).isEqualTo(200);
        assertThat(alice.edit(card(cards, "call_1"), "{\"last_n_days\":31}").statusCode())
                .isEqualTo(200);
        assertThat(alice.reject(card(cards, "call_2"), "not to them").statusCode())
                .isEqualTo(200);
        assertThat(alice.respond(card(cards, "call_3"), "\"about eighty\"").statusCode())
                .isEqualTo(200);

        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
        List<JsonNode> told = told(marker);
        assertThat(told.stream().map(message -> message.path("tool_call_id").asText()))
                .containsExactly("call_0", "call_1", "call_2", "call_3", "call_4");
        assertThat(text(told, 0)).contains("40");
        assertThat(text(told, 1)).contains("{\"last_n_days\":31}", "62").contains("Do not send it again with your own");
        assertThat(text(told, 2)).contains("not to them");
        assertThat(text(told, 3)).contains("about eighty").doesNotContain("rejected", "denied");
        assertThat(text(told, 4)).contains("10");
    }

    @Test
    void shouldSignWhatAPersonWroteAndKeepWhatTheModelProposed() {
        Person alice = stack.person("alice");
        String conversation = stack.ask("call count_emails {\"last_n_days\":50}");
        JsonNode card = alice.awaitPending(conversation);

        assertThat(alice.edit(card, "{\"last_n_days\":\"many\"}").statusCode()).isEqualTo(422);
        assertThat(alice.edit(card, "{\"last_n_days\":51}").statusCode()).isEqualTo(200);

        assertThat(stack.awaitResult(conversation, "call_0", Stack.SOON)
                        .path("output")
                        .asInt())
                .isEqualTo(102);
        JsonNode approved =
                stack.about(Topic.APPROVED_CALLS, conversation, "call_0").getFirst();
        assertThat(approved.path("edited").asBoolean()).isTrue();
        assertThat(approved.path("arguments").toString()).isEqualTo("{\"last_n_days\":51}");
        assertThat(approved.path("originalArguments").toString()).isEqualTo("{\"last_n_days\":50}");
    }

    @Test
    void shouldRefuseWithoutAskingWhatWasRefusedInTheSamePrompt() {
        Person alice = stack.person("alice");
        String conversation = Stack.fresh("again");
        request(conversation, "first");
        assertThat(alice.reject(alice.awaitPending(conversation), "not to them").statusCode())
                .isEqualTo(200);

        request(conversation, "second");

        JsonNode card = alice.awaitCard(conversation, "second");
        assertThat(card.path("status").asText()).isEqualTo("DENIED");
        assertThat(card.path("reason").path("message").asText()).contains("alice", "not to them");
        assertThat(card.path("refusedBefore").path("callId").asText()).isEqualTo("first");
    }

    private static void request(String conversation, String call) {
        stack.produce(Topic.TOOL_REQUESTS.topicName(), conversation, """
                {"callId":"%s","conversationId":"%s","promptId":"p-1","tool":"send_email",
                 "arguments":{"message":"m","recipient":"again@example.com"}}
                """.formatted(call, conversation));
    }

    private static JsonNode card(List<JsonNode> cards, String call) {
        return cards.stream()
                .filter(card -> card.path("callId").asText().equals(call))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> told(String marker) {
        List<JsonNode> requests = stack.model().requests(marker);
        assertThat(requests).hasSize(2);
        List<JsonNode> told = new ArrayList<>();
        requests.getLast().path("messages").forEach(message -> {
            if (message.path("role").asText().equals("tool")) {
                told.add(message);
            }
        });
        return told;
    }

    private static String text(List<JsonNode> messages, int index) {
        JsonNode content = messages.get(index).path("content");
        return content.isArray() ? content.path(0).path("text").asText() : content.asText();
    }
}

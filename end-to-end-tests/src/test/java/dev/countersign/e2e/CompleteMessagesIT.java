package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every model message that reaches a model again is complete: one outcome for each call, in the model's order. */
@ExtendWith(SharedStack.class)
class CompleteMessagesIT {
    private final Stack stack;
    private final Person alice;

    CompleteMessagesIT(Stack stack) {
        this.stack = stack;
        this.alice = stack.person("alice");
    }

    @Test
    void shouldTellTheModelEveryOutcomeInItsOrder() {
        String marker = Stack.fresh("mixed");
        String conversation = stack.ask(marker + """

                        call count_emails {"last_n_days":1}
                        call no_such_tool {"a":1}
                        call count_emails {"last_n_days":"many"}
                        call count_emails not-json
                        call send_email {"message":"m","recipient":"mixed@example.com"}
                        """, "\"gate\":\"call\"", "\"onRejection\":\"continue\"");
        List<JsonNode> cards = alice.awaitPending(conversation, 2);

        cards.forEach(card -> {
            if (card.path("tool").asText().equals("send_email")) {
                alice.reject(card, "not to them");
            } else {
                alice.approve(card);
            }
        });

        JsonNode answer = stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(answer.path("status").asText()).isEqualTo("ANSWERED");
        List<JsonNode> requests = stack.model().requests(marker);
        assertThat(requests).hasSize(2);
        JsonNode messages = requests.getLast().path("messages");
        assertThat(ids(messages, "assistant")).hasSize(5).isEqualTo(ids(messages, "tool"));
        assertThat(messages.toString()).contains("not to them");
        assertThat(stack.mails()).noneMatch(mail -> mail.contains("mixed@example.com"));
    }

    @Test
    void shouldReleaseATurnWholeOrNotAtAll() {
        String conversation = stack.ask("""
                call count_emails {"last_n_days":1}
                call send_email {"message":"m","recipient":"whole@example.com"}
                """);
        List<JsonNode> cards = alice.awaitPending(conversation, 2);

        assertThat(alice.approve(cards.getFirst()).statusCode()).isEqualTo(200);
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation)).isEmpty();
        assertThat(alice.reject(cards.getLast(), "no").statusCode()).isEqualTo(200);

        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("NOT_APPROVED");
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation)).isEmpty();
        assertThat(stack.about(Topic.REJECTED_CALLS, conversation).stream()
                        .map(rejected -> rejected.path("reason").path("kind").asText()))
                .containsExactlyInAnyOrder("REJECTED", "SIBLING_REJECTED");
    }

    private static List<String> ids(JsonNode messages, String role) {
        List<String> ids = new ArrayList<>();
        for (JsonNode message : messages) {
            if (message.path("role").asText().equals(role)) {
                message.path("tool_calls")
                        .forEach(call -> ids.add(call.path("id").asText()));
                if (message.has("tool_call_id")) {
                    ids.add(message.path("tool_call_id").asText());
                }
            }
        }
        return ids;
    }
}

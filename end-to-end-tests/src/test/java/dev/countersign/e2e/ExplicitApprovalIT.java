package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Anything but an explicit approval is a no. */
@ExtendWith(SharedStack.class)
class ExplicitApprovalIT {
    private final Stack stack;
    private final Person alice;

    ExplicitApprovalIT(Stack stack) {
        this.stack = stack;
        this.alice = stack.person("alice");
    }

    @Test
    void shouldChangeNothingOnWhatIsNoDecision() {
        JsonNode card = alice.awaitPending(stack.ask("call count_emails {\"last_n_days\":1}"));
        String digests = "\"argumentsDigest\":%s,\"toolDigest\":%s"
                .formatted(card.path("argumentsDigest"), card.path("toolDigest"));
        String path = Person.path(card) + "/decision";
        Map<String, Integer> attempts = Map.of(
                "",
                400,
                "yes",
                400,
                "{}",
                400,
                "{\"decision\":\"approve\"}",
                400,
                "{\"decision\":\"Approve\"," + digests + "}",
                400,
                "{\"decision\":\"maybe\"," + digests + "}",
                400,
                "{\"decision\":true," + digests + "}",
                400,
                "{\"decision\":\"approve\",\"approved\":true," + digests + "}",
                400,
                "{\"decision\":\"approve\",\"decision\":\"approve\"," + digests + "}",
                400,
                "{\"decision\":\"approve\"," + digests.replaceFirst("[0-9a-f]{64}", "0".repeat(64)) + "}",
                409);

        attempts.forEach((body, status) -> {
            var response = alice.post(path, body);
            assertThat(response.statusCode()).as(body + " → " + response.body()).isEqualTo(status);
            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        });
        assertThat(stack.nobody().approve(card).statusCode()).isEqualTo(401);
        assertThat(new Person(alice.url(), Optional.of("wrong")).approve(card).statusCode())
                .isEqualTo(401);
        assertThat(stack.person("carol").approve(card).statusCode()).isEqualTo(403);
        assertThat(alice.awaitCard(
                                card.path("conversationId").asText(),
                                card.path("callId").asText())
                        .path("status")
                        .asText())
                .isEqualTo("PENDING");
        assertThat(alice.reject(card, "enough").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldEndNotApprovedAndRunNothingOnNo() {
        String conversation =
                stack.ask("call send_email {\"message\":\"What's up homie\",\"recipient\":\"no@example.com\"}");

        alice.reject(alice.awaitPending(conversation), "wrong recipient");

        JsonNode answer = stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(answer.path("status").asText()).isEqualTo("NOT_APPROVED");
        assertThat(answer.path("text").asText())
                .startsWith("Tool invocations not approved:")
                .contains("send_email", "no@example.com");
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation)).isEmpty();
        assertThat(stack.mails()).noneMatch(mail -> mail.contains("no@example.com"));
    }
}

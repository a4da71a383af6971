package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.launch.ServiceKind;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nobody's answer is a no, and a yes is good for its time only. */
class SilenceIT {
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start(config -> config.withExtra(
                ServiceKind.APPROVAL, Map.of("COUNTERSIGN_CALL_EXPIRY", "PT5S", "COUNTERSIGN_CALL_VALIDITY", "PT2S")));
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    void shouldExpireWhatNobodyDecides() {
        Person alice = stack.person("alice");
        String conversation = stack.ask("call count_emails {\"last_n_days\":1}");
        JsonNode card = alice.awaitPending(conversation);

        JsonNode answer = stack.awaitAnswer(conversation, Stack.SOON);

        assertThat(answer.path("status").asText()).isEqualTo("NOT_APPROVED");
        assertThat(stack.about(Topic.REJECTED_CALLS, conversation))
                .singleElement()
                .satisfies(rejected -> assertThat(
                                rejected.path("reason").path("kind").asText())
                        .isEqualTo("EXPIRED"));
        HttpResponse<String> late = alice.approve(card);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).containsIgnoringCase("expired");
    }

    @Test
    void shouldRefuseAnApprovalThatCameTooLateToItsExecutor() {
        Person alice = stack.person("alice");
        stack.executor().kill();
        String conversation = stack.ask("call send_email {\"message\":\"late\",\"recipient\":\"late@example.com\"}");
        assertThat(alice.approve(alice.awaitPending(conversation)).statusCode()).isEqualTo(200);
        Instant notAfter = Instant.parse(Json.read(TopicRecords.text(stack.records()
                        .await(
                                Topic.APPROVED_CALLS.topicName(),
                                Stack.SOON,
                                record -> Stack.conversation(record).equals(conversation))))
                .path("notAfter")
                .asText());
        Await.untilTrue(
                "past notAfter", Duration.ofSeconds(10), () -> Instant.now().isAfter(notAfter.plusMillis(100)));

        stack.executor().start().awaitReady();

        JsonNode result = stack.awaitResult(conversation, "call_0", Stack.SOON);
        assertThat(result.path("status").asText()).isEqualTo("REFUSED");
        assertThat(result.path("error").asText()).containsIgnoringCase("expired");
        assertThat(stack.mails()).noneMatch(mail -> mail.contains("late@example.com"));
    }
}

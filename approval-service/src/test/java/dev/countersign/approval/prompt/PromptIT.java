package dev.countersign.approval.prompt;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.TopicReader;
import dev.countersign.approval.identity.RequesterProofs;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Asking over HTTP: what lies on the topic when the answer comes. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class PromptIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    RequesterProofs proofs;

    @Test
    void shouldWriteThePromptWithProofOfWhoAsked() throws Exception {
        JsonPath answer =
                accepted(bob().header("traceparent", TRACE), Map.of("prompt", "how many emails?", "gate", "call"));

        ConsumerRecord<byte[], byte[]> record = onlyRecordOf(answer);
        Prompt prompt = JsonCodec.read(record.value(), Prompt.class);
        assertThat(prompt.prompt()).isEqualTo("how many emails?");
        assertThat(prompt.requester()).hasValue("bob");
        assertThat(prompt.promptId().orElseThrow().value()).isEqualTo(answer.getString("promptId"));
        assertThat(proofs.isProven(requestOf(prompt, "bob"), Instant.now())).isTrue();
        assertThat(proofs.isProven(requestOf(prompt, "carol"), Instant.now())).isFalse();
        assertThat(EventHeaders.text(record.headers(), EventHeaders.TYPE)).hasValue("dev.countersign.prompt.v1");
        assertThat(EventHeaders.text(record.headers(), EventHeaders.SOURCE)).hasValue("/approval-service");
        assertThat(EventHeaders.text(record.headers(), EventHeaders.SUBJECT))
                .hasValue(answer.getString("conversationId"));
        assertThat(EventHeaders.text(record.headers(), EventHeaders.TRACEPARENT))
                .hasValue(TRACE);
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(answer.getString("conversationId"));
    }

    @Test
    void shouldMakeTheSameIdsOfTheSameKeyFromTheSamePerson() {
        String key = UUID.randomUUID().toString();

        JsonPath first = accepted(bob().header("Idempotency-Key", key), Map.of("prompt", "x"));
        JsonPath again = accepted(bob().header("Idempotency-Key", key), Map.of("prompt", "x"));
        JsonPath otherKey = accepted(bob().header("Idempotency-Key", key + "2"), Map.of("prompt", "x"));
        JsonPath otherPerson = accepted(carol().header("Idempotency-Key", key), Map.of("prompt", "x"));

        assertThat(again.getMap("")).isEqualTo(first.getMap(""));
        for (JsonPath other : List.of(otherKey, otherPerson)) {
            assertThat(other.getString("conversationId")).isNotEqualTo(first.getString("conversationId"));
            assertThat(other.getString("promptId")).isNotEqualTo(first.getString("promptId"));
        }
    }

    @Test
    void shouldTakeTheIdsThatAreGiven() {
        String conversation = "c-" + UUID.randomUUID();

        JsonPath given = accepted(carol(), Map.of("prompt", "x", "conversationId", conversation, "promptId", "p-1"));
        JsonPath minted = accepted(carol(), Map.of("prompt", "x", "conversationId", conversation));

        assertThat(given.getMap("")).isEqualTo(Map.of("conversationId", conversation, "promptId", "p-1"));
        assertThat(minted.getString("conversationId")).isEqualTo(conversation);
        assertThat(minted.getString("promptId")).startsWith("p-").isNotEqualTo("p-1");
    }

    @Test
    void shouldRefuseKeysThatCannotBe() {
        for (String key : List.of("a b", "x".repeat(257))) {
            bob().header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body(Map.of("prompt", "x"))
                    .post("/api/prompts")
                    .then()
                    .statusCode(400)
                    .body("field", equalTo("Idempotency-Key"));
        }
    }

    @Test
    void shouldRefuseWhatTheTopicDoesNotTake() {
        bob().contentType("application/json")
                .body(Map.of("prompt", "x".repeat(256 * 1024 - 64)))
                .post("/api/prompts")
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
    }

    private ConsumerRecord<byte[], byte[]> onlyRecordOf(JsonPath answer) {
        List<ConsumerRecord<byte[], byte[]>> records = TopicReader.all(bootstrapServers, Topic.PROMPTS).stream()
                .filter(record -> EventHeaders.text(record.headers(), EventHeaders.SUBJECT)
                        .filter(answer.getString("conversationId")::equals)
                        .isPresent())
                .toList();
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    private static ToolRequest requestOf(Prompt prompt, String requester) {
        return new ToolRequest(
                new CallId("call_0"),
                prompt.conversationId().orElseThrow(),
                prompt.promptId(),
                Optional.empty(),
                new ToolName("count_emails"),
                CanonicalJson.EMPTY_OBJECT,
                Optional.of(requester),
                prompt.requesterProof(),
                Optional.of(prompt.prompt()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static JsonPath accepted(RequestSpecification as, Map<String, Object> body) {
        return as.contentType("application/json")
                .body(body)
                .post("/api/prompts")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();
    }

    private static RequestSpecification bob() {
        return given().header("Authorization", "Bearer " + ApprovalStack.APPROVER_TOKEN);
    }

    private static RequestSpecification carol() {
        return given().header("Authorization", "Bearer " + ApprovalStack.VIEWER_TOKEN);
    }
}

package dev.countersign.approval.inbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.approval.TopicReader;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls whose outcome nobody knows, and what an admin finds out about them, over HTTP and on the topics. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class SettlementIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String ARGUMENTS = "{\"message\": \"What's up homie\", \"recipient\": \"sally@gmail.com\"}";
    private static final String SUCCEEDED = "{\"outcome\": \"succeeded\", \"output\": {\"id\": 12345678901234567890}}";

    @Inject
    Outsiders outsiders;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private ConversationId conversation;

    @BeforeEach
    void offer() {
        conversation = Outsiders.newConversation();
        outsiders.offerSendEmail();
        await().atMost(BOUND)
                .until(() -> as(ApprovalStack.APPROVER_TOKEN, "/api/tools")
                        .getList("tools.name")
                        .contains("send_email"));
    }

    @Test
    void shouldListWhatNobodyKnowsUntilSomebodyFindsOut() {
        lose("call_0");
        lose("call_1");

        assertThat(listed("unknown")).containsExactlyInAnyOrder("call_0", "call_1");
        assertThat(listed("settled")).isEmpty();
        settle(ApprovalStack.ADMIN_TOKEN, "call_0", SUCCEEDED).then().statusCode(200);

        await().atMost(BOUND).until(() -> listed("settled").equals(List.of("call_0")));
        assertThat(listed("unknown")).containsExactly("call_1");
        assertThat(listed("decided")).contains("call_0", "call_1");
        given().header("Authorization", "Bearer " + ApprovalStack.VIEWER_TOKEN)
                .get("/api/approvals?status=unknown&limit=1&conversation=" + conversation)
                .then()
                .body("items", hasSize(1))
                .body("items[0].result.error", containsString("may have run"));
    }

    @Test
    void shouldSettleOnceAndSayWhoDid() {
        lose("call_0");

        Response first = settle(ApprovalStack.ADMIN_TOKEN, "call_0", SUCCEEDED);
        Response again = settle(ApprovalStack.ADMIN_TOKEN, "call_0", SUCCEEDED);
        Response otherwise =
                settle(ApprovalStack.ADMIN_TOKEN, "call_0", "{\"outcome\": \"failed\", \"reason\": \"no\"}");

        first.then().statusCode(200).body("calls[0].settledBy.name", equalTo("root"));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(first.asString());
        otherwise
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:already-settled"))
                .body("detail", containsString("SUCCEEDED by root at "))
                .body("call.settledBy.at", notNullValue());
        JsonPath call = settled("call_0");
        assertThat(call.getString("status")).isEqualTo("UNKNOWN");
        assertThat(call.getString("settlement.outcome")).isEqualTo("SUCCEEDED");
        assertThat(call.getString("settlement.by.name")).isEqualTo("root");
        assertThat(call.getString("settlement.by.via")).isEqualTo("http");
        assertThat(call.getString("settledOutputText")).isEqualTo("{\"id\":12345678901234567890}");
    }

    @Test
    void shouldKeepLateResultBesideSettlementWhicheverComesFirst() {
        lose("call_0");
        lose("call_1");
        report("call_0");
        settle(ApprovalStack.ADMIN_TOKEN, "call_0", SUCCEEDED).then().statusCode(200);

        settle(ApprovalStack.ADMIN_TOKEN, "call_1", "{\"outcome\": \"failed\", \"reason\": \"nothing there\"}")
                .then()
                .statusCode(200);
        report("call_1");

        for (String call : List.of("call_0", "call_1")) {
            JsonPath card = settled(call);
            assertThat(card.getString("status")).isEqualTo("UNKNOWN");
            assertThat(card.getString("result.status")).isEqualTo("UNKNOWN");
            assertThat(card.getString("lateOutputText")).isEqualTo("{\"sent\":true}");
            assertThat(card.getString("settlement.by.name")).isEqualTo("root");
        }
    }

    @Test
    void shouldTellNobodyButPeople() {
        lose("call_0");
        List<String> before = onTopics();

        settle(ApprovalStack.ADMIN_TOKEN, "call_0", SUCCEEDED).then().statusCode(200);

        settled("call_0");
        assertThat(onTopics()).isEqualTo(before);
    }

    @Test
    void shouldRefuseWhatIsNotUnknownOrNotThere() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        standing("call_0", "PENDING");

        settle(ApprovalStack.ADMIN_TOKEN, "call_0", SUCCEEDED)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:not-unknown"))
                .body("call.status", equalTo("PENDING"));
        settle(ApprovalStack.ADMIN_TOKEN, "call_9", SUCCEEDED).then().statusCode(404);
        settle(ApprovalStack.APPROVER_TOKEN, "call_0", SUCCEEDED)
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:countersign:problem:not-entitled"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | outcome",
                "{\"outcome\": \"unknown\"} | outcome",
                "{\"outcome\": \"succeeded\"} | output",
                "{\"outcome\": \"succeeded\", \"output\": 1, \"reason\": \"x\"} | reason",
                "{\"outcome\": \"failed\"} | reason",
                "{\"outcome\": \"failed\", \"reason\": \"  \"} | reason",
                "{\"outcome\": \"failed\", \"reason\": \"x\", \"output\": 1} | output",
                "{\"outcome\": \"failed\", \"reason\": \"x\", \"by\": \"bob\"} | by"
            })
    void shouldNameTheFieldAtFault(String body, String field) {
        settle(ApprovalStack.ADMIN_TOKEN, "call_0", body).then().statusCode(400).body("field", equalTo(field));
    }

    @Test
    void shouldTakeNullForWhatReturnsNothing() {
        lose("call_0");

        settle(ApprovalStack.ADMIN_TOKEN, "call_0", "{\"outcome\": \"succeeded\", \"output\": null}")
                .then()
                .statusCode(200);

        assertThat(settled("call_0").getString("settledOutputText")).isEqualTo("null");
    }

    /** The call is approved, and its executor is not heard of again. */
    private void lose(String call) {
        outsiders.propose(conversation, call, ARGUMENTS);
        JsonPath shown = standing(call, "PENDING");
        given().header("Authorization", "Bearer " + ApprovalStack.APPROVER_TOKEN)
                .contentType("application/json")
                .body(Map.of(
                        "decision",
                        "approve",
                        "argumentsDigest",
                        shown.getString("argumentsDigest"),
                        "toolDigest",
                        shown.getString("toolDigest")))
                .post(path(call) + "/decision")
                .then()
                .statusCode(200);
        outsiders.report(Outsiders.unknown(Outsiders.SEND, conversation, call));
        standing(call, "UNKNOWN");
    }

    private void report(String call) {
        ToolResult late = Outsiders.late(Outsiders.SEND, conversation, call, "{\"sent\": true}");
        outsiders.report(late);
        await().atMost(BOUND)
                .until(() -> as(ApprovalStack.VIEWER_TOKEN, path(call)).getString("lateResult.status") != null);
    }

    private JsonPath standing(String call, String status) {
        return await().atMost(BOUND)
                .until(
                        () -> as(ApprovalStack.VIEWER_TOKEN, path(call)),
                        found -> status.equals(found.getString("status")));
    }

    private JsonPath settled(String call) {
        return await().atMost(BOUND)
                .until(
                        () -> as(ApprovalStack.VIEWER_TOKEN, path(call)),
                        found -> found.getString("settlement.outcome") != null);
    }

    private List<String> listed(String status) {
        return as(ApprovalStack.VIEWER_TOKEN, "/api/approvals?status=" + status + "&conversation=" + conversation)
                .getList("items.callId");
    }

    private Response settle(String token, String call, String body) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body(body)
                .put(path(call) + "/settlement");
    }

    /** What executors, planner and other agents can read of the conversation. */
    private List<String> onTopics() {
        return List.of(
                        Topic.TOOL_RESULTS,
                        Topic.REJECTED_CALLS,
                        Topic.APPROVED_CALLS,
                        Topic.ANSWERS,
                        Topic.TOOL_REQUESTS)
                .stream()
                .flatMap(topic -> TopicReader.all(bootstrapServers, topic).stream())
                .map(record -> record.topic() + " " + new String(record.value(), StandardCharsets.UTF_8))
                .filter(record -> record.contains(conversation.value()))
                .toList();
    }

    private String path(String call) {
        return "/api/conversations/" + conversation + "/calls/" + call;
    }

    private static JsonPath as(String token, String path) {
        return given().header("Authorization", "Bearer " + token).get(path).jsonPath();
    }
}

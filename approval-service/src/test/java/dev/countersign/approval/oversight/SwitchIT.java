package dev.countersign.approval.oversight;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.contract.id.ConversationId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kill switch over HTTP: who may set it, and what it does to calls that come and calls that wait. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class SwitchIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String ARGUMENTS = "{\"message\": \"x\", \"recipient\": \"sally@gmail.com\"}";

    @Inject
    Outsiders outsiders;

    private ConversationId conversation;

    @BeforeEach
    void offer() {
        conversation = Outsiders.newConversation();
        outsiders.offerSendEmail();
        Awaitility.await()
                .atMost(BOUND)
                .until(() -> as(ApprovalStack.VIEWER_TOKEN)
                        .get("/api/tools")
                        .asString()
                        .contains("send_email"));
        Awaitility.await().atMost(BOUND).until(() -> set("open", "start").statusCode() == 200);
    }

    @AfterEach
    void reopen() {
        set("open", "done");
    }

    @Test
    void shouldDenyWhatComesAndWhatIsApproved() {
        outsiders.propose(conversation, "before", ARGUMENTS);
        JsonPath pending = await("before", "PENDING");

        set("deny", "looks odd")
                .then()
                .statusCode(200)
                .body("mode", equalTo("deny"))
                .body("by.name", equalTo("root"))
                .body("reason", equalTo("looks odd"))
                .body("missing", empty())
                .body("partitions", hasSize(6));

        outsiders.propose(conversation, "after", ARGUMENTS);
        assertThat(await("after", "DENIED").getString("reason.message")).contains("root", "looks odd");
        approve("before", pending).then().statusCode(409).body("type", equalTo("urn:countersign:problem:denied"));
        assertThat(await("before", "DENIED").getString("decidedBy.via")).isEqualTo("switch");
    }

    @Test
    void shouldShowHowItStandsToEverybodyAndTakeChangesFromAdminsAlone() {
        Map<String, String> change = Map.of("mode", "hold", "reason", "because");

        given().get("/api/switch").then().statusCode(401);
        as(ApprovalStack.APPROVER_TOKEN)
                .contentType("application/json")
                .body(change)
                .put("/api/switch")
                .then()
                .statusCode(403);
        given().contentType("application/json")
                .body(change)
                .put("/api/switch")
                .then()
                .statusCode(401);
        set("hold", "because").then().statusCode(200);

        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() -> as(ApprovalStack.VIEWER_TOKEN)
                        .get("/api/switch")
                        .then()
                        .statusCode(200)
                        .body("mode", equalTo("hold"))
                        .body("by.name", equalTo("root"))
                        .body("partitions.mode", equalTo(java.util.Collections.nCopies(6, "hold")))
                        .body("released", nullValue()));
    }

    @Test
    void shouldListWhatWasLetGoBefore() {
        outsiders.propose(conversation, "gone", ARGUMENTS);
        approve("gone", await("gone", "PENDING")).then().statusCode(200);

        Response answer = set("deny", "too late for one");

        answer.then().statusCode(200);
        assertThat(answer.jsonPath().getList("released.calls.callId")).contains("gone");
        assertThat(answer.jsonPath().getInt("released.count")).isPositive();
    }

    @Test
    void shouldRefuseWhatIsNoSetting() {
        admin(Map.of("mode", "off", "reason", "x"))
                .statusCode(400)
                .contentType(startsWith("application/problem+json"))
                .body("field", equalTo("mode"));
        admin(Map.of("mode", "deny")).statusCode(400).body("field", equalTo("reason"));
        admin(Map.of("mode", "deny", "reason", "  ")).statusCode(400).body("field", equalTo("reason"));
        admin(Map.of("mode", "deny", "reason", "x".repeat(2_001)))
                .statusCode(400)
                .body("field", equalTo("reason"));
    }

    private static io.restassured.response.ValidatableResponse admin(Map<String, String> body) {
        return as(ApprovalStack.ADMIN_TOKEN)
                .contentType("application/json")
                .body(body)
                .put("/api/switch")
                .then();
    }

    private static Response set(String mode, String reason) {
        return as(ApprovalStack.ADMIN_TOKEN)
                .contentType("application/json")
                .body(Map.of("mode", mode, "reason", reason))
                .put("/api/switch");
    }

    private Response approve(String call, JsonPath shown) {
        return as(ApprovalStack.APPROVER_TOKEN)
                .contentType("application/json")
                .body(Map.of(
                        "decision", "approve",
                        "argumentsDigest", shown.getString("argumentsDigest"),
                        "toolDigest", shown.getString("toolDigest")))
                .post(path(call) + "/decision");
    }

    private JsonPath await(String call, String status) {
        return Awaitility.await()
                .atMost(BOUND)
                .until(
                        () -> as(ApprovalStack.VIEWER_TOKEN).get(path(call)),
                        response -> response.statusCode() == 200
                                && response.jsonPath().getString("status").equals(status))
                .jsonPath();
    }

    private String path(String call) {
        return "/api/conversations/" + conversation + "/calls/" + call;
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}

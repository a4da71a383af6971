package dev.countersign.approval.oversight;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The policy's file changes while the service runs. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class PolicyIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String ARGUMENTS = "{\"message\": \"x\", \"recipient\": \"sally@gmail.com\"}";
    private static final String NO_MAIL = """
            version: 1
            rules:
              - name: no-mail
                tool: send_email
                deny:
                  message: no mail today
            """;
    private static final String WITH_GRANTS = """
            version: 1
            defaults:
              requesterMustDiffer: false
              grants:
                longest: 1h
                uses: 5
            rules: []
            """;

    @Inject
    Outsiders outsiders;

    @ConfigProperty(name = "countersign.policy.file")
    Path file;

    private ConversationId conversation;
    private String before;

    @BeforeEach
    void start() throws IOException {
        conversation = Outsiders.newConversation();
        before = Files.readString(file);
        outsiders.offerSendEmail();
        Awaitility.await()
                .atMost(BOUND)
                .until(() -> as(ApprovalStack.VIEWER_TOKEN)
                        .get("/api/tools")
                        .asString()
                        .contains("send_email"));
        awaitActive(before);
    }

    @AfterEach
    void restore() throws IOException {
        Files.writeString(file, before);
        awaitActive(before);
        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() ->
                        as(ApprovalStack.ADMIN_TOKEN).get("/api/policy").then().body("file.problems", empty()));
    }

    @Test
    void shouldDenyByANewRuleWhatWaitsAndWhatComes() throws IOException {
        outsiders.propose(conversation, "before", ARGUMENTS);
        JsonPath pending = await("before", "PENDING");

        Files.writeString(file, NO_MAIL);
        awaitActive(NO_MAIL);

        outsiders.propose(conversation, "after", ARGUMENTS);
        JsonPath denied = await("after", "DENIED");
        assertThat(denied.getString("reason.message")).isEqualTo("no mail today");
        assertThat(denied.getString("rule")).isEqualTo("no-mail");
        assertThat(denied.getString("policyVersion"))
                .isEqualTo(Digest.ofText(NO_MAIL).value());
        approve("before", pending, Map.of()).then().statusCode(409);
        await("before", "DENIED");
    }

    @Test
    void shouldKeepThePolicyWhereTheFileIsNoneAndSayWhere() throws IOException {
        Files.writeString(file, "version: 1\nrules:\n  - name: x\n    tool: send_email\n    denny: {}\n");

        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() -> as(ApprovalStack.ADMIN_TOKEN)
                        .get("/api/policy")
                        .then()
                        .body("file.problems", hasSize(greaterThan(0)))
                        .body("file.problems.line", hasItem(5))
                        .body("file.version", equalTo(Digest.ofText(before).value()))
                        .body("version", equalTo(Digest.ofText(before).value())));
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'policy-file' }.data.state", equalTo("DEGRADED"));
    }

    @Test
    void shouldShowRulesToEverybodyAndTheFileToAdmins() {
        given().get("/api/policy").then().statusCode(401);
        as(ApprovalStack.VIEWER_TOKEN)
                .get("/api/policy")
                .then()
                .statusCode(200)
                .body("text", equalTo(before))
                .body("missing", empty())
                .body("partitions", hasSize(6))
                .body("file", nullValue());
        as(ApprovalStack.ADMIN_TOKEN)
                .get("/api/policy")
                .then()
                .body("file.path", equalTo(file.toString()))
                .body("file.problems", empty());
    }

    @Test
    void shouldNotAskAgainUnderAGrantUntilItIsTakenBack() throws IOException {
        Files.writeString(file, WITH_GRANTS);
        awaitActive(WITH_GRANTS);
        outsiders.propose(conversation, "first", ARGUMENTS);
        Map<String, Object> wish = Map.of("scope", "conversation", "for", "PT10M", "uses", 2, "exact", true);
        Response approved = approve("first", await("first", "PENDING"), Map.of("grant", wish));
        approved.then().statusCode(200).body("missing", empty());
        String id = approved.jsonPath().getString("grant");
        awaitUses(id, 2);

        outsiders.propose(conversation, "second", ARGUMENTS);
        JsonPath covered = await("second", "APPROVED");
        assertThat(covered.getString("decidedBy.via")).isEqualTo("grant");
        assertThat(covered.getString("evaluation.grant")).isEqualTo(id);
        awaitUses(id, 1);

        given().delete("/api/grants/" + id).then().statusCode(401);
        as(ApprovalStack.VIEWER_TOKEN).delete("/api/grants/" + id).then().statusCode(403);
        as(ApprovalStack.OTHER_APPROVER_TOKEN)
                .delete("/api/grants/" + id + "?reason=enough")
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("missing", empty())
                .body("released.calls.callId", hasItem("second"));
        outsiders.propose(conversation, "third", ARGUMENTS);
        await("third", "PENDING");
        as(ApprovalStack.ADMIN_TOKEN).delete("/api/grants/" + id).then().statusCode(200);
        as(ApprovalStack.ADMIN_TOKEN).delete("/api/grants/no-such").then().statusCode(404);
        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(grants().getList("grants.id")).doesNotContain(id));
    }

    private static JsonPath grants() {
        return as(ApprovalStack.VIEWER_TOKEN).get("/api/grants").jsonPath();
    }

    private static void awaitUses(String id, int uses) {
        Awaitility.await().atMost(BOUND).untilAsserted(() -> {
            JsonPath grants = grants();
            String entry = "grants.find { it.id == '" + id + "' }";
            assertThat(grants.getInt(entry + ".usesLeft")).isEqualTo(uses);
            assertThat(grants.getList(entry + ".missing")).isEmpty();
        });
    }

    private static void awaitActive(String text) {
        Awaitility.await()
                .atMost(BOUND)
                .until(() -> Digest.ofText(text)
                        .value()
                        .equals(as(ApprovalStack.VIEWER_TOKEN)
                                .get("/api/policy")
                                .jsonPath()
                                .getString("version")));
    }

    private Response approve(String call, JsonPath shown, Map<String, Object> more) {
        Map<String, Object> body = new TreeMap<>(more);
        body.put("decision", "approve");
        body.put("argumentsDigest", shown.getString("argumentsDigest"));
        body.put("toolDigest", shown.getString("toolDigest"));
        return as(ApprovalStack.APPROVER_TOKEN)
                .contentType("application/json")
                .body(body)
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

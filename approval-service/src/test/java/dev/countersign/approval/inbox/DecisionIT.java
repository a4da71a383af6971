package dev.countersign.approval.inbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decisions over HTTP, from the proposal on the topic to the gate's outcome. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class DecisionIT {
    private static final String ARGUMENTS = "{\"message\": \"What's up homie\", \"recipient\": \"sally@gmail.com\"}";

    @Inject
    Outsiders outsiders;

    private ConversationId conversation;

    @BeforeEach
    void offer() {
        conversation = Outsiders.newConversation();
        outsiders.offerSendEmail();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        bob().get("/api/tools").jsonPath().getList("tools.name").contains("send_email"));
    }

    @Test
    void shouldShowACallWithEverythingAVoterNeeds() {
        outsiders.propose(
                conversation,
                "call_0",
                "{\"recipient\": \"sally@gmail.com\", \"message\": \"x\", \"n\": 1234567890123456789}");

        JsonPath call = pending("call_0");

        assertThat(call.getString("argumentsText"))
                .isEqualTo("{\"message\":\"x\",\"n\":1234567890123456789,\"recipient\":\"sally@gmail.com\"}");
        assertThat(call.getString("description")).isEqualTo("Sends an e-mail. It really goes out.");
        assertThat(call.getString("requester")).isEqualTo("alice");
        assertThat(call.getBoolean("annotations.destructiveHint")).isTrue();
        assertThat(call.getString("toolDigest")).startsWith("sha256:");
        bob().get("/api/approvals?status=pending&q=1234567890123456789")
                .then()
                .body("items", hasSize(1))
                .body("position", notNullValue());
    }

    @Test
    void shouldApproveACall() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        JsonPath shown = pending("call_0");

        Response answer = decide(bob(), "call_0", decision("approve", shown));

        answer.then()
                .statusCode(200)
                .body("outcome", equalTo("accepted"))
                .body("calls[0].status", equalTo("APPROVED"))
                .body("calls[0].decidedBy.name", equalTo("bob"))
                .body("calls[0].decidedBy.via", equalTo("http"));
    }

    @Test
    void shouldGiveTheFirstAnswerAgainAndTellTheLoserWhoDecided() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        JsonPath shown = pending("call_0");
        Response first = decide(bob().header("Countersign-Via", "terminal"), "call_0", decision("reject", shown));

        Response again = decide(bob(), "call_0", decision("reject", shown));
        Response loser = decide(dora(), "call_0", decision("approve", shown));

        first.then().statusCode(200).body("calls[0].decidedBy.via", equalTo("terminal"));
        again.then().statusCode(200);
        assertThat(again.asString()).isEqualTo(first.asString());
        loser.then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:already-decided"))
                .body("call.decidedBy.name", equalTo("bob"))
                .body("call.decidedAt", notNullValue())
                .body("call.status", equalTo("REJECTED"));
    }

    @Test
    void shouldRefuseWhatWasNotShown() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        JsonPath shown = pending("call_0");
        Map<String, Object> otherArguments = decision("approve", shown);
        otherArguments.put("argumentsDigest", "sha256:" + "0".repeat(64));
        Map<String, Object> otherTool = decision("approve", shown);
        otherTool.put("toolDigest", "sha256:" + "0".repeat(64));

        decide(bob(), "call_0", otherArguments)
                .then()
                .statusCode(409)
                .body("changed", equalTo("arguments"))
                .body("call.argumentsDigest", equalTo(shown.getString("argumentsDigest")));
        decide(bob(), "call_0", otherTool).then().statusCode(409).body("changed", equalTo("tool"));
        bob().get(path("call_0")).then().body("status", equalTo("PENDING"));
    }

    @Test
    void shouldSayThatThereIsNoSuchCall() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        JsonPath shown = pending("call_0");

        decide(bob(), "call_1", decision("approve", shown))
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void shouldDecideATurnAsAWholeOrNotAtAll() {
        outsiders.propose(Outsiders.request(conversation, "a", Optional.of(Outsiders.turn("1", 0, 2)), ARGUMENTS));
        outsiders.propose(Outsiders.request(conversation, "b", Optional.of(Outsiders.turn("1", 1, 2)), ARGUMENTS));
        Map<String, Object> calls = new TreeMap<>();
        calls.put("a", digests(pending("a")));
        calls.put("b", Map.of("argumentsDigest", "sha256:" + "0".repeat(64), "toolDigest", "sha256:" + "0".repeat(64)));

        decideTurn("1", Map.of("decision", "approve", "calls", calls)).then().statusCode(409);
        bob().get(path("a")).then().body("status", equalTo("PENDING")).body("votes", hasSize(0));
        calls.put("b", digests(pending("b")));
        decideTurn("1", Map.of("decision", "approve", "calls", calls))
                .then()
                .statusCode(200)
                .body("calls", hasSize(2))
                .body("calls.status", equalTo(List.of("APPROVED", "APPROVED")));
    }

    @Test
    void shouldTakeTheReasonOfARejection() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        Map<String, Object> decision = decision("reject", pending("call_0"));
        decision.put("reason", "wrong recipient");

        decide(bob(), "call_0", decision)
                .then()
                .statusCode(200)
                .body("calls[0].reason.message", equalTo("wrong recipient"));

        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        bob().get(path("call_0")).jsonPath().getString("status").equals("REJECTED"));
    }

    @Test
    void shouldRunWhatAPersonMadeOfTheArgumentsWithEveryDigit() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        String body = """
                {"decision": "edit", "argumentsDigest": "%s", "toolDigest": "%s", "reason": "not to her",
                 "arguments": {"recipient": "harry@gmail.com", "n": 12345678901234567890.10}}
                """.formatted(
                        pending("call_0").getString("argumentsDigest"),
                        pending("call_0").getString("toolDigest"));

        Response answer = bob().contentType("application/json").body(body).post(path("call_0") + "/decision");

        answer.then().statusCode(200).body("calls[0].status", equalTo("APPROVED"));
        JsonPath call = decided("call_0", "APPROVED");
        assertThat(call.getString("argumentsText"))
                .isEqualTo("{\"n\":12345678901234567890.1,\"recipient\":\"harry@gmail.com\"}");
        assertThat(call.getString("originalArgumentsText"))
                .isEqualTo("{\"message\":\"What's up homie\",\"recipient\":\"sally@gmail.com\"}");
        assertThat(call.getString("editedBy.name")).isEqualTo("bob");
    }

    @Test
    void shouldRefuseArgumentsThatDoNotFitAndSayWhere() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        Map<String, Object> edit = decision("edit", pending("call_0"));
        edit.put("arguments", Map.of("recipient", 7));

        decide(bob(), "call_0", edit)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:countersign:problem:unfit-arguments"))
                .body("field", equalTo("arguments"))
                .body("detail", containsString("/recipient"))
                .body("call.status", equalTo("PENDING"));
        bob().get(path("call_0")).then().body("status", equalTo("PENDING")).body("originalArgumentsText", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"Sally was told\"' | Sally was told",
                "'{\"b\": 1.50, \"a\": \"x\"}' | '{\"a\":\"x\",\"b\":1.5}'",
                "null | null",
                "12345678901234567890 | 12345678901234567890",
            })
    void shouldAnswerInTheToolsPlace(String answer, String told) {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        JsonPath shown = pending("call_0");
        String body = """
                {"decision": "respond", "argumentsDigest": "%s", "toolDigest": "%s", "answer": %s}
                """.formatted(shown.getString("argumentsDigest"), shown.getString("toolDigest"), answer);

        bob().contentType("application/json")
                .body(body)
                .post(path("call_0") + "/decision")
                .then()
                .statusCode(200)
                .body("calls[0].status", equalTo("ANSWERED"));

        assertThat(decided("call_0", "ANSWERED").getString("reason.message")).isEqualTo(told);
    }

    @Test
    void shouldSayWhoLooksAtACall() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        pending("call_0");

        bob().put(path("call_0") + "/claim").then().statusCode(200).body("calls[0].status", equalTo("CLAIMED"));

        JsonPath claimed = decided("call_0", "CLAIMED");
        assertThat(claimed.getString("claim.name")).isEqualTo("bob");
        bob().get("/api/approvals?status=pending&conversation=" + conversation)
                .then()
                .body("items", hasSize(1));
        bob().get("/api/approvals?status=claimed&conversation=" + conversation)
                .then()
                .body("items", hasSize(1));
        dora().put(path("call_0") + "/claim")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:claimed"))
                .body("detail", containsString("bob"));
        dora().delete(path("call_0") + "/claim").then().statusCode(409);
        admin().delete(path("call_0") + "/claim").then().statusCode(200).body("calls[0].status", equalTo("PENDING"));
        dora().put(path("call_0") + "/claim").then().statusCode(200);
        decide(bob(), "call_0", decision("approve", claimed)).then().statusCode(200);
    }

    @Test
    void shouldKeepWhatPeopleSayUpToTheBound() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        pending("call_0");

        for (int i = 0; i < 50; i++) {
            comment(bob(), "comment " + i).then().statusCode(200);
        }
        comment(admin(), "one more")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:countersign:problem:too-many-comments"));

        JsonPath call = await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> bob().get(path("call_0")).jsonPath(),
                        shown -> shown.getList("comments").size() == 50);
        assertThat(call.getString("comments[49].text")).isEqualTo("comment 49");
        assertThat(call.getString("comments[49].name")).isEqualTo("bob");
    }

    @Test
    void shouldLetWhoeverAskedWithdraw() {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        pending("call_0");

        dora().delete(path("call_0"))
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:countersign:problem:not-entitled"));
        alice().queryParam("reason", "changed my mind")
                .delete(path("call_0"))
                .then()
                .statusCode(200)
                .body("calls[0].status", equalTo("WITHDRAWN"))
                .body("calls[0].reason.message", equalTo("changed my mind"));
        alice().delete(path("call_0")).then().statusCode(200);
        admin().delete(path("call_0")).then().statusCode(409).body("call.decidedBy.name", equalTo("alice"));
    }

    @Test
    void shouldEndAConversationWithAllThatIsPending() {
        outsiders.propose(conversation, "a", ARGUMENTS);
        outsiders.propose(conversation, "b", "{\"recipient\": \"harry@gmail.com\"}");
        decide(bob(), "a", decision("approve", pending("a"))).then().statusCode(200);
        pending("b");

        bob().delete("/api/conversations/" + conversation).then().statusCode(403);
        alice().delete("/api/conversations/" + conversation)
                .then()
                .statusCode(200)
                .body("calls.callId", equalTo(List.of("b")))
                .body("calls.status", equalTo(List.of("WITHDRAWN")));

        outsiders.propose(conversation, "c", "{\"recipient\": \"ron@gmail.com\"}");
        decided("c", "WITHDRAWN");
        decided("a", "APPROVED");
    }

    @Test
    void shouldAskAsManyPeopleAsTheRuleSays() {
        offer("two_people");
        outsiders.propose(request("two_people", "call_0"));
        JsonPath shown = pending("call_0");

        decide(bob(), "call_0", decision("approve", shown)).then().statusCode(200);
        Response again = decide(bob(), "call_0", decision("approve", shown));
        Map<String, Object> respond = decision("respond", shown);
        respond.put("answer", "no need");
        decide(dora(), "call_0", respond)
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:countersign:problem:verb-not-allowed"))
                .body("field", equalTo("decision"));

        again.then()
                .statusCode(200)
                .body("calls[0].status", equalTo("PENDING"))
                .body("calls[0].votes", hasSize(1))
                .body("calls[0].needed", equalTo(2));
        decide(dora(), "call_0", decision("approve", shown))
                .then()
                .statusCode(200)
                .body("calls[0].status", equalTo("APPROVED"))
                .body("calls[0].votes.name", equalTo(List.of("bob", "dora")));
    }

    @Test
    void shouldNotAskAgainAboutWhatAGrantCovers() {
        offer("granted");
        outsiders.propose(request("granted", "call_0"));
        Map<String, Object> approval = decision("approve", pending("call_0"));

        approval.put("grant", Map.of("scope", "conversation", "for", "PT1H", "uses", 3, "exact", true));
        decide(bob(), "call_0", approval)
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:countersign:problem:grant-not-allowed"))
                .body("field", equalTo("grant"));
        Map<String, Object> fields =
                Map.of("message", Map.of("prefix", "What"), "recipient", Map.of("equals", "sally@gmail.com"));
        approval.put("grant", Map.of("scope", "conversation", "for", "PT1H", "uses", 2, "fields", fields));
        String grant = decide(bob(), "call_0", approval)
                .then()
                .statusCode(200)
                .body("calls[0].status", equalTo("APPROVED"))
                .body("grant", notNullValue())
                .extract()
                .path("grant");

        outsiders.propose(request("granted", "call_1"));
        JsonPath covered = decided("call_1", "APPROVED");
        assertThat(covered.getString("evaluation.grant")).isEqualTo(grant);
        assertThat(covered.getString("votes[0].name")).isEqualTo("bob");
    }

    @Test
    void shouldExplainACallRuleByRule() {
        offer("granted");
        outsiders.propose(request("granted", "call_0"));
        JsonPath shown = pending("call_0");

        bob().get(path("call_0") + "/explanation")
                .then()
                .statusCode(200)
                .body("policyVersion", equalTo(shown.getString("policyVersion")))
                .body("rules[0].rule", equalTo("forbidden"))
                .body("rules[0].finding", equalTo("not-about"))
                .body("rules[0].matcher", equalTo("tool"))
                .body("rules.find { it.rule == 'granted' }.finding", equalTo("matched"))
                .body("verdict.effect", equalTo("hold"))
                .body("verdict.rule", equalTo("granted"))
                .body("verdict.terms.quorum", equalTo(1));
        bob().get(path("call_9") + "/explanation").then().statusCode(404);
    }

    private void offer(String tool) {
        outsiders.offer(new ToolName(tool));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        bob().get("/api/tools").jsonPath().getList("tools.name").contains(tool));
    }

    private ToolRequest request(String tool, String call) {
        return Outsiders.request(new ToolName(tool), conversation, call, Optional.empty(), ARGUMENTS, Optional.empty());
    }

    private Response comment(RequestSpecification as, String text) {
        return as.contentType("application/json").body(Map.of("text", text)).post(path("call_0") + "/comments");
    }

    private JsonPath decided(String call, String status) {
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> bob().get(path(call)),
                        response -> response.statusCode() == 200
                                && status.equals(response.jsonPath().getString("status")))
                .jsonPath();
    }

    private JsonPath pending(String call) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> bob().get(path(call)), response -> response.statusCode() == 200)
                .jsonPath();
    }

    private Response decide(RequestSpecification as, String call, Map<String, Object> body) {
        return as.contentType("application/json").body(body).post(path(call) + "/decision");
    }

    private Response decideTurn(String turn, Map<String, Object> body) {
        return bob().contentType("application/json")
                .body(body)
                .post("/api/conversations/" + conversation + "/turns/" + turn + "/decision");
    }

    private String path(String call) {
        return "/api/conversations/" + conversation + "/calls/" + call;
    }

    private static Map<String, Object> decision(String decision, JsonPath shown) {
        Map<String, Object> body = digests(shown);
        body.put("decision", decision);
        return body;
    }

    private static Map<String, Object> digests(JsonPath shown) {
        Map<String, Object> digests = new TreeMap<>();
        digests.put("argumentsDigest", shown.getString("argumentsDigest"));
        digests.put("toolDigest", shown.getString("toolDigest"));
        return digests;
    }

    private static RequestSpecification bob() {
        return given().header("Authorization", "Bearer " + ApprovalStack.APPROVER_TOKEN);
    }

    private static RequestSpecification alice() {
        return given().header("Authorization", "Bearer " + ApprovalStack.REQUESTER_TOKEN);
    }

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + ApprovalStack.ADMIN_TOKEN);
    }

    private static RequestSpecification dora() {
        return given().header("Authorization", "Bearer " + ApprovalStack.OTHER_APPROVER_TOKEN);
    }
}

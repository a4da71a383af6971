package dev.countersign.approval.edge;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.countersign.approval.ApprovalStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error is a problem document that names what is at fault. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class ProblemIT {
    private static final String DIGEST = "\"sha256:" + "0".repeat(64) + "\"";
    private static final String DIGESTS = "\"argumentsDigest\": " + DIGEST + ", \"toolDigest\": " + DIGEST;
    private static final String GRANT =
            "{\"scope\": \"conversation\", \"for\": \"PT1H\", \"uses\": 3, \"exact\": true}";
    /** More than 64 KiB. */
    private static final String LONG = "{\"text\": \"" + "x".repeat(64 * 1024) + "\"}";

    private static final String DECISION = "/api/conversations/c-unknown/calls/call-unknown/decision";
    private static final String TURN_DECISION = "/api/conversations/c-unknown/turns/1/decision";

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("", 400, null),
                Arguments.of("not JSON", 400, null),
                Arguments.of("[]", 400, null),
                Arguments.of("null", 400, null),
                Arguments.of("{} {}", 400, null),
                Arguments.of("{}", 400, "decision"),
                Arguments.of("{\"decision\": \"maybe\", " + DIGESTS + "}", 400, "decision"),
                Arguments.of("{\"decision\": 1, " + DIGESTS + "}", 400, "decision"),
                Arguments.of("{\"decision\": \"approve\"}", 400, "argumentsDigest"),
                Arguments.of("{\"decision\": \"approve\", \"argumentsDigest\": " + DIGEST + "}", 400, "toolDigest"),
                Arguments.of("{\"decision\": \"approve\", \"argumentsDigest\": \"x\"}", 400, "argumentsDigest"),
                Arguments.of("{\"decision\": \"approve\", \"decision\": \"reject\", " + DIGESTS + "}", 400, "decision"),
                Arguments.of("{\"decision\": \"approve\", \"name\": \"root\", " + DIGESTS + "}", 400, "name"),
                Arguments.of("{\"decision\": \"approve\", \"arguments\": {}, " + DIGESTS + "}", 400, "arguments"),
                Arguments.of("{\"decision\": \"approve\", \"answer\": 1, " + DIGESTS + "}", 400, "answer"),
                Arguments.of(
                        "{\"decision\": \"reject\", \"reason\": \"" + "x".repeat(2_001) + "\", " + DIGESTS + "}",
                        400,
                        "reason"),
                Arguments.of("{\"decision\": \"edit\", " + DIGESTS + "}", 400, "arguments"),
                Arguments.of("{\"decision\": \"edit\", \"arguments\": [], " + DIGESTS + "}", 400, "arguments"),
                Arguments.of("{\"decision\": \"edit\", \"arguments\": null, " + DIGESTS + "}", 400, "arguments"),
                Arguments.of(
                        "{\"decision\": \"edit\", \"arguments\": " + LONG + ", " + DIGESTS + "}", 400, "arguments"),
                Arguments.of(
                        "{\"decision\": \"edit\", \"arguments\": {}, \"answer\": 1, " + DIGESTS + "}", 400, "answer"),
                Arguments.of("{\"decision\": \"edit\", \"arguments\": {}, " + DIGESTS + "}", 404, null),
                Arguments.of("{\"decision\": \"reject\", \"arguments\": {}, " + DIGESTS + "}", 400, "arguments"),
                Arguments.of("{\"decision\": \"respond\", " + DIGESTS + "}", 400, "answer"),
                Arguments.of("{\"decision\": \"respond\", \"answer\": " + LONG + ", " + DIGESTS + "}", 400, "answer"),
                Arguments.of(
                        "{\"decision\": \"respond\", \"answer\": 1, \"arguments\": {}, " + DIGESTS + "}",
                        400,
                        "arguments"),
                Arguments.of("{\"decision\": \"respond\", \"answer\": null, " + DIGESTS + "}", 404, null),
                Arguments.of("{\"decision\": \"reject\", \"grant\": " + GRANT + ", " + DIGESTS + "}", 400, "grant"),
                Arguments.of(
                        "{\"decision\": \"respond\", \"answer\": 1, \"grant\": " + GRANT + ", " + DIGESTS + "}",
                        400,
                        "grant"),
                Arguments.of("{\"decision\": \"approve\", \"grant\": " + GRANT + ", " + DIGESTS + "}", 404, null));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldNameTheFieldAtFault(String body, int status, String field) {
        approver()
                .contentType("application/json")
                .body(body)
                .post(DECISION)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("type", notNullValue())
                .body("detail", notNullValue())
                .body("field", field == null ? nullValue() : equalTo(field));
    }

    static Stream<Arguments> grants() {
        String conversation = "\"scope\": \"conversation\", \"for\": \"PT1H\", \"uses\": 3";
        return Stream.of(
                Arguments.of("1", "grant"),
                Arguments.of("{}", "grant.scope"),
                Arguments.of("{\"scope\": \"everybody\", \"for\": \"PT1H\", \"exact\": true}", "grant.scope"),
                Arguments.of("{\"scope\": \"requester\", \"exact\": true}", "grant.for"),
                Arguments.of("{\"scope\": \"requester\", \"for\": \"an hour\", \"exact\": true}", "grant.for"),
                Arguments.of("{\"scope\": \"requester\", \"for\": \"PT0S\", \"exact\": true}", "grant.for"),
                Arguments.of("{\"scope\": \"requester\", \"for\": \"-PT1H\", \"exact\": true}", "grant.for"),
                Arguments.of(
                        "{\"scope\": \"requester\", \"for\": \"PT1H\", \"uses\": 1, \"exact\": true}", "grant.uses"),
                Arguments.of("{\"scope\": \"conversation\", \"for\": \"PT1H\", \"exact\": true}", "grant.uses"),
                Arguments.of(
                        "{\"scope\": \"conversation\", \"for\": \"PT1H\", \"uses\": 0, \"exact\": true}", "grant.uses"),
                Arguments.of(
                        "{\"scope\": \"conversation\", \"for\": \"PT1H\", \"uses\": 1.5, \"exact\": true}",
                        "grant.uses"),
                Arguments.of("{" + conversation + "}", "grant.fields"),
                Arguments.of("{" + conversation + ", \"exact\": false}", "grant.exact"),
                Arguments.of(
                        "{" + conversation + ", \"exact\": true, \"fields\": {\"a\": {\"equals\": 1}}}",
                        "grant.fields"),
                Arguments.of("{" + conversation + ", \"fields\": {}}", "grant.fields"),
                Arguments.of("{" + conversation + ", \"fields\": {\"a\": {}}}", "grant.fields.a"),
                Arguments.of("{" + conversation + ", \"fields\": {\"a\": null}}", "grant"),
                Arguments.of("{" + conversation + ", \"fields\": {\"a\": {\"like\": 1}}}", "grant.fields.a.like"),
                Arguments.of(
                        "{" + conversation + ", \"fields\": {\"a\": {\"equals\": 1, \"prefix\": \"x\"}}}",
                        "grant.fields.a"),
                Arguments.of("{" + conversation + ", \"fields\": {\"a\": {\"prefix\": \"\"}}}", "grant.fields.a"),
                Arguments.of("{" + conversation + ", \"fields\": {\"a\": {\"min\": \"1\"}}}", "grant.fields.a.min"),
                Arguments.of("{" + conversation + ", \"fields\": {\"a\": {\"max\": null}}}", "grant.fields.a.max"),
                Arguments.of("{" + conversation + ", \"fields\": {\"a\": {\"min\": 2, \"max\": 1}}}", "grant.fields.a"),
                Arguments.of("{" + conversation + ", \"forever\": true}", "grant.forever"));
    }

    @ParameterizedTest
    @MethodSource("grants")
    void shouldNameTheFieldAtFaultOfAGrant(String grant, String field) {
        approver()
                .contentType("application/json")
                .body("{\"decision\": \"approve\", \"grant\": " + grant + ", " + DIGESTS + "}")
                .post(DECISION)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }

    static Stream<Arguments> comments() {
        return Stream.of(
                Arguments.of("{}", "text"),
                Arguments.of("{\"text\": \" \"}", "text"),
                Arguments.of("{\"text\": 1}", "text"),
                Arguments.of("{\"text\": \"" + "x".repeat(2_001) + "\"}", "text"),
                Arguments.of("{\"text\": \"x\", \"name\": \"root\"}", "name"));
    }

    @ParameterizedTest
    @MethodSource("comments")
    void shouldNameTheFieldAtFaultOfAComment(String body, String field) {
        approver()
                .contentType("application/json")
                .body(body)
                .post("/api/conversations/c-unknown/calls/call-unknown/comments")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }

    static Stream<Arguments> prompts() {
        return Stream.of(
                Arguments.of("{}", "prompt"),
                Arguments.of("{\"prompt\": \" \"}", "prompt"),
                Arguments.of("{\"prompt\": \"x\", \"requester\": \"root\"}", "requester"),
                Arguments.of("{\"prompt\": \"x\", \"requesterProof\": \"a.b.c\"}", "requesterProof"),
                Arguments.of("{\"prompt\": \"x\", \"conversationId\": \"a b\"}", "conversationId"),
                Arguments.of("{\"prompt\": \"x\", \"promptId\": \"\"}", "promptId"),
                Arguments.of("{\"prompt\": \"x\", \"maxTurns\": 0}", "maxTurns"),
                Arguments.of("{\"prompt\": \"x\", \"maxTurns\": 1001}", "maxTurns"),
                Arguments.of("{\"prompt\": \"x\", \"gate\": \"none\"}", "gate"),
                Arguments.of("{\"prompt\": \"x\", \"tools\": [null]}", null),
                Arguments.of("{\"prompt\": \"x\", \"temperature\": 0}", "temperature"));
    }

    @ParameterizedTest
    @MethodSource("prompts")
    void shouldNameTheFieldAtFaultOfAPrompt(String body, String field) {
        approver()
                .contentType("application/json")
                .body(body)
                .post("/api/prompts")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", field == null ? nullValue() : equalTo(field));
    }

    @Test
    void shouldRefuseReasonsBeyondTheBound() {
        approver()
                .queryParam("reason", "x".repeat(2_001))
                .delete("/api/conversations/c-unknown")
                .then()
                .statusCode(400)
                .body("field", equalTo("reason"));
    }

    static Stream<Arguments> turnBodies() {
        return Stream.of(
                Arguments.of("{\"decision\": \"edit\", \"calls\": {\"a\": {" + DIGESTS + "}}}", "decision"),
                Arguments.of("{\"decision\": \"respond\", \"calls\": {\"a\": {" + DIGESTS + "}}}", "decision"),
                Arguments.of("{\"decision\": \"approve\", \"grant\": {}, \"calls\": {}}", "grant"),
                Arguments.of("{\"decision\": \"approve\"}", "calls"),
                Arguments.of("{\"decision\": \"approve\", \"calls\": {}}", "calls"),
                Arguments.of("{\"decision\": \"approve\", \"calls\": {\"a b\": {" + DIGESTS + "}}}", "calls"),
                Arguments.of("{\"decision\": \"approve\", \"calls\": {\"a\": {}}}", "calls.a.argumentsDigest"),
                Arguments.of("{\"decision\": \"approve\", \"calls\": {\"a\": {\"x\": 1}}}", "calls.a.x"));
    }

    @ParameterizedTest
    @MethodSource("turnBodies")
    void shouldNameTheFieldAtFaultOfATurn(String body, String field) {
        approver()
                .contentType("application/json")
                .body(body)
                .post(TURN_DECISION)
                .then()
                .statusCode(400)
                .body("field", equalTo(field));
    }

    @ParameterizedTest
    @CsvSource({
        "status=nonsense, status",
        "limit=0, limit",
        "limit=201, limit",
        "limit=many, limit",
        "cursor=nonsense, cursor",
    })
    void shouldNameTheParameterAtFault(String query, String field) {
        approver()
                .get("/api/approvals?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }

    @ParameterizedTest
    @CsvSource({"GET, /nothing, 404", "GET, /api/nothing, 404", "PUT, /api/approvals, 405", "GET, /assets/nothing, 404"
    })
    void shouldAnswerUnknownPathsAndMethodsWithProblems(String method, String path, int status) {
        approver()
                .request(method, path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status));
    }

    @Test
    void shouldRefuseIdsThatCannotBe() {
        approver()
                .get("/api/conversations/c/calls/{id}", "a b")
                .then()
                .statusCode(400)
                .body("field", equalTo("callId"));
    }

    @Test
    void shouldRefuseOtherMediaTypes() {
        approver()
                .contentType("text/plain")
                .body("{}")
                .post(DECISION)
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        approver()
                .accept("text/csv")
                .get("/api/approvals")
                .then()
                .statusCode(406)
                .contentType("application/problem+json");
    }

    @Test
    void shouldRefuseBodiesBeyondTheBound() {
        approver()
                .contentType("application/json")
                .body("{\"reason\": \"" + "x".repeat(EdgeRoutes.MAX_BODY_BYTES) + "\"}")
                .post(DECISION)
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
    }

    @Test
    void shouldPublishItsOpenApiDocument() {
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'/api/approvals'.get.summary", notNullValue())
                .body("paths.'/api/conversations/{conversationId}/calls/{callId}/decision'.post", notNullValue())
                .body("paths.'/api/approvals'.get.responses.'400'", notNullValue())
                .body("paths.'/api/conversations/{conversationId}/calls/{callId}/claim'.put", notNullValue())
                .body("paths.'/api/conversations/{conversationId}/calls/{callId}/claim'.delete", notNullValue())
                .body("paths.'/api/conversations/{conversationId}/calls/{callId}/comments'.post", notNullValue())
                .body("paths.'/api/conversations/{conversationId}/calls/{callId}/settlement'.put", notNullValue())
                .body("paths.'/api/conversations/{conversationId}/calls/{callId}'.delete", notNullValue())
                .body("paths.'/api/conversations/{conversationId}'.delete", notNullValue())
                .body("paths.'/api/conversations/{conversationId}/calls/{callId}/explanation'.get", notNullValue())
                .body("paths.'/api/prompts'.post.responses.'202'", notNullValue())
                .body("components.schemas.PromptRequest.properties.requester", nullValue())
                .body("components.schemas.GrantOffer.properties.for", notNullValue())
                .body("components.schemas.GrantField.properties.equals", notNullValue())
                .body("paths.'/api/approvals'.get.security", notNullValue())
                .body("paths.'/api/events'.get.responses.'200'.content.'text/event-stream'", notNullValue())
                .body("paths.'/api/session'.post.security", nullValue())
                .body("components.schemas.LinkToken", notNullValue())
                .body("components.securitySchemes.token.scheme", equalTo("bearer"));
    }

    private static RequestSpecification approver() {
        return given().header("Authorization", "Bearer " + ApprovalStack.APPROVER_TOKEN);
    }
}

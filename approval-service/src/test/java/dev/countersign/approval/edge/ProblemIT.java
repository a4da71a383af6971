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
                Arguments.of("{\"decision\": \"edit\", \"arguments\": {}, " + DIGESTS + "}", 422, "decision"),
                Arguments.of("{\"decision\": \"respond\", \"answer\": 1, " + DIGESTS + "}", 422, "decision"));
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

    static Stream<Arguments> turnBodies() {
        return Stream.of(
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

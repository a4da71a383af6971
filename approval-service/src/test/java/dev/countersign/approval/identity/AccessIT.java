package dev.countersign.approval.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.countersign.approval.ApprovalStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may call what. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class AccessIT {
    private static final Optional<String> NOBODY = Optional.empty();
    private static final String CALL = "/api/conversations/c-unknown/calls/call-unknown";
    private static final String DECISION = CALL + "/decision";
    private static final String TURN_DECISION = "/api/conversations/c-unknown/turns/1/decision";
    private static final List<Optional<String>> PEOPLE = List.of(
            NOBODY,
            Optional.of("nobodys-token-whatsoever"),
            Optional.of(ApprovalStack.VIEWER_TOKEN),
            Optional.of(ApprovalStack.APPROVER_TOKEN),
            Optional.of(ApprovalStack.ADMIN_TOKEN));

    /** Path, and the status for: nobody, an unknown token, viewer, approver, admin. */
    static Stream<Arguments> reads() {
        return Stream.of(
                Arguments.of("/api/approvals", List.of(401, 401, 200, 200, 200)),
                Arguments.of(CALL, List.of(401, 401, 404, 404, 404)),
                Arguments.of(CALL + "/explanation", List.of(401, 401, 404, 404, 404)),
                Arguments.of("/api/tools", List.of(401, 401, 200, 200, 200)),
                Arguments.of("/api/me", List.of(401, 401, 200, 200, 200)),
                Arguments.of("/", List.of(401, 401, 200, 200, 200)),
                Arguments.of("/link", List.of(200, 200, 200, 200, 200)));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void shouldLetEachRoleRead(String path, List<Integer> statuses) {
        for (int person = 0; person < PEOPLE.size(); person++) {
            as(PEOPLE.get(person)).get(path).then().statusCode(statuses.get(person));
        }
    }

    /** The body is at fault, so that whoever is entitled gets 400. */
    static Stream<Arguments> decisions() {
        return Stream.of(
                Arguments.of(DECISION, List.of(401, 401, 403, 400, 403)),
                Arguments.of(TURN_DECISION, List.of(401, 401, 403, 400, 403)));
    }

    /** What is said of a call that is not there, or with a body at fault. */
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of("PUT", CALL + "/claim", List.of(401, 401, 403, 404, 403)),
                Arguments.of("DELETE", CALL + "/claim", List.of(401, 401, 403, 404, 404)),
                Arguments.of("POST", CALL + "/comments", List.of(401, 401, 403, 400, 400)),
                Arguments.of("DELETE", CALL, List.of(401, 401, 404, 404, 404)),
                Arguments.of("DELETE", "/api/conversations/c-unknown", List.of(401, 401, 404, 404, 404)),
                Arguments.of("POST", "/api/prompts", List.of(401, 401, 400, 400, 400)));
    }

    @ParameterizedTest
    @MethodSource("words")
    void shouldLetEachRoleSayWhatItMay(String method, String path, List<Integer> statuses) {
        for (int person = 0; person < PEOPLE.size(); person++) {
            as(PEOPLE.get(person))
                    .contentType("application/json")
                    .body("{}")
                    .request(method, path)
                    .then()
                    .statusCode(statuses.get(person))
                    .contentType("application/problem+json")
                    .body("status", equalTo(statuses.get(person)));
        }
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void shouldLetOnlyApproversDecide(String path, List<Integer> statuses) {
        for (int person = 0; person < PEOPLE.size(); person++) {
            as(PEOPLE.get(person))
                    .contentType("application/json")
                    .body("{}")
                    .post(path)
                    .then()
                    .statusCode(statuses.get(person))
                    .contentType("application/problem+json")
                    .body("status", equalTo(statuses.get(person)))
                    .body("title", notNullValue())
                    .body("detail", notNullValue());
        }
    }

    @Test
    void shouldChallengeWhoeverIsNotSignedIn() {
        Response nobody = as(NOBODY).get("/api/approvals");

        nobody.then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", startsWith("Bearer"));
        as(Optional.of("nobodys-token-whatsoever"))
                .get("/api/approvals")
                .then()
                .header("WWW-Authenticate", equalTo("Bearer realm=\"countersign\", error=\"invalid_token\""));
    }

    @Test
    void shouldSayWhoIsSignedIn() {
        as(Optional.of(ApprovalStack.APPROVER_TOKEN))
                .get("/api/me")
                .then()
                .body("name", equalTo("bob"))
                .body("roles", equalTo(List.of("approver")))
                .body("groups", equalTo(List.of("mail")))
                .body("mayDecide", is(true));
    }

    @Test
    void shouldProtectEveryAnswer() {
        for (String path : List.of("/", "/api/approvals", "/assets/inbox.js", "/nothing-here")) {
            as(NOBODY)
                    .get(path)
                    .then()
                    .header("X-Content-Type-Options", equalTo("nosniff"))
                    .header("Content-Security-Policy", startsWith("default-src 'none'; script-src 'self';"));
        }
        as(NOBODY).get("/api/approvals").then().header("Cache-Control", equalTo("no-store"));
    }

    private static RequestSpecification as(Optional<String> token) {
        return token.map(value -> given().header("Authorization", "Bearer " + value))
                .orElseGet(() -> given());
    }
}

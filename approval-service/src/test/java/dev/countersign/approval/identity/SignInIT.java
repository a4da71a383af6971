package dev.countersign.approval.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;

import dev.countersign.approval.ApprovalStack;
import dev.countersign.local.trust.Person;
import dev.countersign.local.trust.PrivateFiles;
import dev.countersign.local.trust.SignInLinks;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links, sessions, and what a browser's request must look like. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class SignInIT {
    private static final String COOKIE = "countersign-session";
    private static final String DECISION = "/api/conversations/c-unknown/calls/call-unknown/decision";

    @ConfigProperty(name = "countersign.links.dir")
    Path links;

    @ConfigProperty(name = "countersign.people.file")
    Path people;

    @TestHTTPResource("/")
    URI url;

    @Test
    void shouldLetOneOfTwentyUseALink() throws Exception {
        String token = token(InstantSource.system(), "bob");
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return post(token).statusCode();
                }));
            }
            start.countDown();
        }

        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get());
        }
        assertThat(statuses).containsOnly(200, 401).containsOnlyOnce(200);
    }

    @Test
    void shouldRefuseALinkThatIsTooOldOrNobodys() {
        Instant tenMinutesAgo = Instant.now().minus(Duration.ofMinutes(10));
        String old = token(InstantSource.fixed(tenMinutesAgo), "bob");
        String early = token(InstantSource.fixed(Instant.now().plus(Duration.ofMinutes(1))), "bob");
        String stranger = token(InstantSource.system(), "mallory");

        for (String token : List.of(old, early, stranger, "made-up")) {
            post(token)
                    .then()
                    .statusCode(401)
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:countersign:problem:link-unusable"));
        }
    }

    @Test
    void shouldSetACookieThatScriptsAndOtherSitesCannotUse() {
        Response answer = post(token(InstantSource.system(), "bob"));

        Cookie cookie = answer.getDetailedCookie(COOKIE);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualToIgnoringCase("Strict");
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.isSecured()).isFalse();
        assertThat(cookie.getMaxAge()).isEqualTo(Duration.ofHours(12).toSeconds());
        given().cookie(cookie).get("/api/me").then().statusCode(200).body("name", equalTo("bob"));
        given().cookie(cookie)
                .header("Origin", origin())
                .delete("/api/session")
                .then()
                .statusCode(204)
                .cookie(COOKIE, "");
    }

    @Test
    void shouldTakeATamperedSessionForNone() {
        String session = session();

        given().cookie(COOKIE, session + "x").get("/api/me").then().statusCode(401);
        given().cookie(COOKIE, "").get("/api/me").then().statusCode(401);
    }

    /** With the cookie of an approver; whoever gets through has a body at fault: 400. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // Host, Origin, Sec-Fetch-Site, Content-Type, status
                "localhost:PORT, http://localhost:PORT, -, application/json, 400",
                "127.0.0.1:PORT, http://127.0.0.1:PORT, -, application/json, 400",
                "[::1]:PORT, http://[::1]:PORT, -, application/json, 400",
                "localhost:PORT, -, same-origin, application/json, 400",
                "localhost:PORT, -, -, application/json, 403",
                "localhost:PORT, -, cross-site, application/json, 403",
                "localhost:PORT, null, same-origin, application/json, 403",
                "localhost:PORT, http://evil.example, -, application/json, 403",
                "localhost:PORT, http://localhost:1, -, application/json, 403",
                "localhost:PORT, https://localhost:PORT, -, application/json, 403",
                "localhost:PORT, http://127.0.0.1:PORT, -, application/json, 403",
                "evil.example, http://evil.example, same-origin, application/json, 403",
                "127.0.0.1.evil.example:PORT, http://127.0.0.1.evil.example:PORT, -, application/json, 403",
                "localhost:PORT, http://localhost:PORT, -, text/plain, 415",
                "localhost:PORT, http://localhost:PORT, -, application/x-www-form-urlencoded, 415",
                "localhost:PORT, http://localhost:PORT, -, application/json;charset=utf-8, 400",
            })
    void shouldTakeChangesWithACookieFromItsOwnPagesOnly(
            String host, String origin, String fetchSite, String contentType, int status) {
        RequestSpecification request = given().cookie(COOKIE, session())
                .header("Host", host.replace("PORT", "" + url.getPort()))
                .contentType(contentType);
        if (origin != null) {
            request.header("Origin", origin.replace("PORT", "" + url.getPort()));
        }
        if (fetchSite != null) {
            request.header("Sec-Fetch-Site", fetchSite);
        }

        request.body("{}").post(DECISION).then().statusCode(status).contentType("application/problem+json");
    }

    @Test
    void shouldLetBearerRequestsThroughFromAnywhere() {
        given().header("Authorization", "Bearer " + ApprovalStack.APPROVER_TOKEN)
                .header("Host", "approval-service:8081")
                .header("Origin", "http://elsewhere.example")
                .contentType("application/json")
                .body("{}")
                .post(DECISION)
                .then()
                .statusCode(400);
    }

    @Test
    void shouldSignInOnTheLoopbackAddressOnly() {
        String token = token(InstantSource.system(), "bob");

        given().header("Host", "approvals.example")
                .header("Origin", "http://approvals.example")
                .contentType("application/json")
                .body(Map.of("token", token))
                .post("/api/session")
                .then()
                .statusCode(403)
                .body("field", equalTo("Host"));
        given().header("Host", "approvals.example").get("/link").then().statusCode(403);
        post(token).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/session/",
                "//api/session",
                "/api/session;a=b",
                "/api;a/session",
                "/api/%73ession",
                "/api/./session"
            })
    void shouldSignInOnTheLoopbackAddressOnlyHoweverThePathIsWritten(String path) {
        given().urlEncodingEnabled(false)
                .header("Host", "approvals.example")
                .header("Origin", "http://approvals.example")
                .contentType("application/json")
                .body(Map.of("token", token(InstantSource.system(), "bob")))
                .post(url.resolve("/").toString().replaceAll("/$", "") + path)
                .then()
                .statusCode(anyOf(equalTo(403), equalTo(404)));
    }

    @Test
    void shouldHoldASessionToWhatItsPersonMayDoNow() throws IOException {
        String session = session();
        byte[] before = Files.readAllBytes(people);
        String text = new String(before, StandardCharsets.UTF_8);
        try {
            assertThat(decide(session)).isEqualTo(400);

            write(text.replace(
                    "{\"name\": \"bob\", \"roles\": [\"approver\"]", "{\"name\": \"bob\", \"roles\": [\"viewer\"]"));
            assertThat(decide(session)).isEqualTo(403);

            write(text.replace("\"name\": \"bob\"", "\"name\": \"rob\""));
            assertThat(decide(session)).isEqualTo(401);
        } finally {
            PrivateFiles.write(people, before);
        }
    }

    private void write(String text) {
        PrivateFiles.write(people, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The status of a decision whose body is at fault: 400 for whoever is entitled. */
    private int decide(String session) {
        return given().cookie(COOKIE, session)
                .header("Origin", origin())
                .contentType("application/json")
                .body("{}")
                .post(DECISION)
                .statusCode();
    }

    private String session() {
        return post(token(InstantSource.system(), "bob")).getCookie(COOKIE);
    }

    private String token(InstantSource clock, String name) {
        Person person = new Person(name, Set.of("approver"), Set.of(), ApprovalStack.APPROVER_TOKEN);
        return new SignInLinks(links, clock).create(person, "").replaceAll(".*#", "");
    }

    private Response post(String token) {
        return given().header("Origin", origin())
                .contentType("application/json")
                .body(Map.of("token", token))
                .post("/api/session");
    }

    private String origin() {
        return "http://localhost:" + url.getPort();
    }
}

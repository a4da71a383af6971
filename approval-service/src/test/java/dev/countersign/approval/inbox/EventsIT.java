package dev.countersign.approval.inbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.local.trust.PrivateFiles;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live stream, and what a client gets that comes back. */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class EventsIT {
    private static final String ARGUMENTS = "{\"message\": \"x\", \"recipient\": \"sally@gmail.com\"}";

    private static final String GUEST =
            "{\"name\": \"guest\", \"roles\": [\"viewer\"], \"groups\": [], \"token\": \"token-of-a-guest-for-a-while\"}";

    @Inject
    Outsiders outsiders;

    @ConfigProperty(name = "countersign.people.file")
    Path people;

    @TestHTTPResource("/api/events")
    URI events;

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
    void shouldSendACallWhenItComesAndWhenItIsDecided() throws IOException {
        try (EventClient client = open(Map.of())) {
            client.await(event -> event.comment().equals("connected"));

            outsiders.propose(conversation, "call_0", ARGUMENTS);
            EventClient.Event came = client.await(event -> isAbout(event, "call_0"));
            decide("call_0", "reject");
            EventClient.Event decided = client.await(event -> isAbout(event, "call_0"));

            assertThat(came.json().getString("status")).isEqualTo("PENDING");
            assertThat(came.json().getString("argumentsText"))
                    .isEqualTo("{\"message\":\"x\",\"recipient\":\"sally@gmail.com\"}");
            assertThat(decided.json().getString("status")).isEqualTo("REJECTED");
            assertThat(decided.id()).isNotEqualTo(came.id()).matches("\\d+(\\.\\d+){5}");
        }
    }

    @Test
    void shouldSendThePresentStateOfWhatChangedSince() throws IOException {
        outsiders.propose(conversation, "call_0", ARGUMENTS);
        pending("call_0");
        String position = bob().get("/api/approvals?limit=1").jsonPath().getString("position");
        outsiders.propose(conversation, "call_1", ARGUMENTS);
        pending("call_1");
        decide("call_1", "approve");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !bob().get(path("call_1"))
                        .jsonPath()
                        .getString("status")
                        .equals("PENDING"));

        try (EventClient client = open(Map.of("Last-Event-ID", position))) {
            EventClient.Event first = client.await(event -> event.name().equals("approval"));

            assertThat(isAbout(first, "call_1")).isTrue();
            assertThat(first.json().getString("status")).isEqualTo("APPROVED");
        }
    }

    @Test
    void shouldGoOnWhereAnEventLeftOff() throws IOException {
        String id;
        try (EventClient client = open(Map.of())) {
            client.await(event -> event.comment().equals("connected"));
            outsiders.propose(conversation, "call_0", ARGUMENTS);
            id = client.await(event -> isAbout(event, "call_0")).id();
        }
        outsiders.propose(conversation, "call_1", ARGUMENTS);

        try (EventClient client = open(Map.of("Last-Event-ID", id))) {
            assertThat(isAbout(client.await(event -> event.name().equals("approval")), "call_1"))
                    .isTrue();
        }
    }

    @Test
    void shouldSayThatAnIdMeansNothing() throws IOException {
        try (EventClient client = open(Map.of("Last-Event-ID", "nonsense"))) {
            assertThat(client.await(event -> !event.name().isEmpty()).name()).isEqualTo("reset");
        }
    }

    @Test
    void shouldResetAClientThatIsAheadOfTheTopic() throws IOException {
        try (EventClient client = open(Map.of("Last-Event-ID", "999999.0.0.0.0.0"))) {
            assertThat(client.await(event -> !event.name().isEmpty()).name()).isEqualTo("reset");
        }
    }

    @Test
    void shouldCommentEveryFifteenSecondsAndEndWhenTheCredentialDoes() throws IOException {
        byte[] before = Files.readAllBytes(people);
        String more = new String(before, StandardCharsets.UTF_8).replaceFirst("\\[", "[" + GUEST + ",");
        PrivateFiles.write(people, more.getBytes(StandardCharsets.UTF_8));
        try (EventClient stays = open(Map.of());
                EventClient goes = EventClient.open(events, "token-of-a-guest-for-a-while", Map.of())) {
            goes.await(event -> event.comment().equals("connected"));

            PrivateFiles.write(people, before);

            assertThat(goes.await(event -> !event.name().isEmpty()).name()).isEqualTo("signed-out");
            assertThatThrownBy(() -> goes.await(event -> true)).hasMessage("the stream ended");
            stays.await(event -> event.comment().equals("still here"));
        } finally {
            PrivateFiles.write(people, before);
        }
    }

    private EventClient open(Map<String, String> headers) throws IOException {
        return EventClient.open(events, ApprovalStack.VIEWER_TOKEN, headers);
    }

    private boolean isAbout(EventClient.Event event, String call) {
        return event.name().equals("approval")
                && event.json().getString("conversationId").equals(conversation.value())
                && event.json().getString("callId").equals(call);
    }

    private JsonPath pending(String call) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> bob().get(path(call)), response -> response.statusCode() == 200)
                .jsonPath();
    }

    private void decide(String call, String decision) {
        JsonPath shown = pending(call);
        bob().contentType("application/json")
                .body(Map.of(
                        "decision",
                        decision,
                        "argumentsDigest",
                        shown.getString("argumentsDigest"),
                        "toolDigest",
                        shown.getString("toolDigest")))
                .post(path(call) + "/decision")
                .then()
                .statusCode(200);
    }

    private String path(String call) {
        return "/api/conversations/" + conversation + "/calls/" + call;
    }

    private static RequestSpecification bob() {
        return given().header("Authorization", "Bearer " + ApprovalStack.APPROVER_TOKEN);
    }
}

package dev.countersign.approval.inbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.approval.ApprovalStack;
import dev.countersign.approval.Outsiders;
import dev.countersign.approval.TopicReader;
import dev.countersign.approval.identity.RequesterProofs;
import dev.countersign.approval.inbox.DecisionTable.Cell;
import dev.countersign.approval.inbox.DecisionTable.State;
import dev.countersign.approval.inbox.DecisionTable.Teller;
import dev.countersign.approval.inbox.DecisionTable.Word;
import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.Topic;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * Every word of every caller on a call in every state: the status and the kind of problem, and what lies on the log
 * after it that did not before. The rule asks one of the group {@code mail} who did not ask themselves.
 */
@QuarkusTest
@QuarkusTestResource(ApprovalStack.class)
class DecisionTableIT {
    private static final String URN = "urn:countersign:problem:";
    private static final String ZERO = "sha256:" + "0".repeat(64);
    private static final String ARGUMENTS = "{\"message\": \"What's up homie\", \"recipient\": \"sally@gmail.com\"}";
    private static final String TOLD = "She was told";

    @Inject
    Outsiders outsiders;

    @Inject
    RequesterProofs proofs;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final Map<Cell, ConversationId> conversations = new TreeMap<>();
    private final Map<Cell, JsonPath> shown = new HashMap<>();

    @Test
    void shouldAnswerEveryoneAsTheTableSays() {
        offerTools();
        List<Cell> cells = Cell.all().toList();
        cells.forEach(this::propose);
        cells.forEach(this::bringIntoState);
        Map<String, List<String>> before = log();

        Map<Cell, String> answers = new TreeMap<>();
        cells.forEach(cell -> answers.put(cell, answer(say(cell))));

        Map<String, List<String>> after = log();
        answers.replaceAll((cell, answer) -> (answer + " " + news(cell, before, after)).strip());
        Map<Cell, String> expected = DecisionTable.read();
        assertThat(expected.keySet()).containsExactlyInAnyOrderElementsOf(cells);
        assertThat(cells)
                .filteredOn(cell -> !answers.get(cell).equals(expected.get(cell)))
                .as("cells in which the table is not right")
                .extracting(cell -> cell + ": " + answers.get(cell) + ", not " + expected.get(cell))
                .isEmpty();
    }

    private void offerTools() {
        for (String tool : List.of("table_plain", "table_expiring", "table_forbidden")) {
            outsiders.offer(new ToolName(tool));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> as(Teller.APPROVER)
                        .get("/api/tools")
                        .jsonPath()
                        .getList("tools.name")
                        .containsAll(List.of("table_plain", "table_expiring", "table_forbidden")));
    }

    private void propose(Cell cell) {
        ConversationId conversation = Outsiders.newConversation();
        conversations.put(cell, conversation);
        if (cell.state() != State.UNKNOWN) {
            String proof = proofs.prove(Outsiders.REQUESTER, conversation, Outsiders.PROMPT, Instant.now());
            outsiders.propose(Outsiders.request(
                    tool(cell.state()), conversation, "call_0", Optional.empty(), ARGUMENTS, Optional.of(proof)));
        }
    }

    private static ToolName tool(State state) {
        return new ToolName(
                switch (state) {
                    case EXPIRED -> "table_expiring";
                    case DENIED -> "table_forbidden";
                    case PENDING, CLAIMED, APPROVED, LOST, REJECTED, ANSWERED, WITHDRAWN, UNKNOWN -> "table_plain";
                });
    }

    private void bringIntoState(Cell cell) {
        switch (cell.state()) {
            case PENDING -> standing(cell, "PENDING");
            case CLAIMED -> brought(cell, Word.CLAIM, Teller.APPROVER);
            case APPROVED -> brought(cell, Word.APPROVE, Teller.APPROVER);
            case LOST -> lost(cell);
            case REJECTED -> brought(cell, Word.REJECT, Teller.APPROVER);
            case ANSWERED -> brought(cell, Word.RESPOND, Teller.APPROVER);
            case WITHDRAWN -> brought(cell, Word.WITHDRAW, Teller.REQUESTER);
            case EXPIRED -> standing(cell, "EXPIRED");
            case DENIED -> standing(cell, "DENIED");
            case UNKNOWN -> {}
        }
    }

    private void brought(Cell cell, Word word, Teller teller) {
        standing(cell, "PENDING");
        say(cell, word, teller).then().statusCode(200);
        standing(cell, cell.state().name());
    }

    private void lost(Cell cell) {
        standing(cell, "PENDING");
        say(cell, Word.APPROVE, Teller.APPROVER).then().statusCode(200);
        outsiders.report(Outsiders.unknown(tool(cell.state()), conversations.get(cell), "call_0"));
        standing(cell, "UNKNOWN");
    }

    private void standing(Cell cell, String status) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    Response response = as(Teller.APPROVER).get(path(cell));
                    assertThat(response.statusCode()).isEqualTo(200);
                    assertThat(response.jsonPath().getString("status"))
                            .as(response.asString())
                            .isEqualTo(status);
                    shown.put(cell, response.jsonPath());
                });
    }

    private Response say(Cell cell) {
        return say(cell, cell.word(), cell.teller());
    }

    private Response say(Cell cell, Word word, Teller teller) {
        RequestSpecification person = as(teller);
        return switch (word) {
            case APPROVE -> decide(cell, person, Map.of("decision", "approve"));
            case EDIT ->
                decide(cell, person, Map.of("decision", "edit", "arguments", Map.of("recipient", "harry@gmail.com")));
            case REJECT -> decide(cell, person, Map.of("decision", "reject"));
            case RESPOND -> decide(cell, person, Map.of("decision", "respond", "answer", TOLD));
            case CLAIM -> person.put(path(cell) + "/claim");
            case COMMENT ->
                person.contentType("application/json")
                        .body(Map.of("text", "Ask her first"))
                        .post(path(cell) + "/comments");
            case WITHDRAW -> person.delete(path(cell));
            case SETTLE ->
                person.contentType("application/json")
                        .body(Map.of("outcome", "failed", "reason", "It never went out"))
                        .put(path(cell) + "/settlement");
        };
    }

    private Response decide(Cell cell, RequestSpecification person, Map<String, Object> decision) {
        Optional<JsonPath> call = Optional.ofNullable(shown.get(cell));
        Map<String, Object> body = new HashMap<>(decision);
        for (String digest : List.of("argumentsDigest", "toolDigest")) {
            body.put(digest, call.map(seen -> seen.getString(digest)).orElse(ZERO));
        }
        return person.contentType("application/json").body(body).post(path(cell) + "/decision");
    }

    private static String answer(Response response) {
        String type = response.statusCode() == 200 ? "" : response.jsonPath().getString("type");
        return (response.statusCode() + " " + (type.startsWith(URN) ? type.substring(URN.length()) : "")).strip();
    }

    /** What the log says of each conversation. */
    private Map<String, List<String>> log() {
        Map<String, List<String>> log = new HashMap<>();
        for (Topic topic : List.of(Topic.APPROVALS, Topic.APPROVED_CALLS, Topic.REJECTED_CALLS)) {
            for (ConsumerRecord<byte[], byte[]> record : TopicReader.all(bootstrapServers, topic)) {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                log.computeIfAbsent(topic + " " + key, any -> new ArrayList<>()).add(entry(topic, record.value()));
            }
        }
        return log;
    }

    private static String entry(Topic topic, byte[] value) {
        try {
            return switch (topic) {
                case APPROVED_CALLS -> approved(JsonCodec.read(value, ApprovedCall.class));
                case REJECTED_CALLS -> rejected(JsonCodec.read(value, RejectedCall.class));
                default -> "card";
            };
        } catch (UnreadableException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String approved(ApprovedCall call) {
        String people =
                call.approvedBy().stream().map(decider -> decider.name()).collect(Collectors.joining(" and "));
        return (call.edited() ? "edited and approved by " : "approved by ") + people;
    }

    private static String rejected(RejectedCall call) {
        return call.reason().kind() + " by "
                + call.decidedBy().map(decider -> decider.name()).orElse("nobody");
    }

    private String news(Cell cell, Map<String, List<String>> before, Map<String, List<String>> after) {
        String conversation = conversations.get(cell).value();
        return List.of(
                        Topic.APPROVALS + " " + conversation + "/call_0",
                        Topic.APPROVED_CALLS + " " + conversation,
                        Topic.REJECTED_CALLS + " " + conversation)
                .stream()
                .flatMap(key -> after.getOrDefault(key, List.of()).stream()
                        .skip(before.getOrDefault(key, List.of()).size()))
                .map(entry -> entry.replace(cell.teller().person(), "self"))
                .collect(Collectors.joining(", "));
    }

    private String path(Cell cell) {
        return "/api/conversations/" + conversations.get(cell) + "/calls/call_0";
    }

    private static RequestSpecification as(Teller teller) {
        return teller.token()
                .map(token -> given().header("Authorization", "Bearer " + token))
                .orElseGet(() -> given());
    }
}

package dev.countersign.planner;

import static dev.countersign.planner.ScriptedModel.afterOutcome;
import static dev.countersign.planner.ScriptedModel.calls;
import static dev.countersign.planner.ScriptedModel.first;
import static dev.countersign.planner.ScriptedModel.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.trust.KeyPairs;
import dev.countersign.planner.ScriptedModel.Call;
import dev.countersign.planner.catalog.CatalogView;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service on a real broker, with a scripted endpoint for a model and this test for the gate and the executor. */
@QuarkusTest
@WithTestResource(BrokerAndModel.class)
class PlannerIT {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "test.model.port")
    int modelPort;

    @ConfigProperty(name = "test.executor.key-file")
    Path executorKey;

    @Inject
    CatalogView catalog;

    private Wire wire;
    private ScriptedModel model;

    @BeforeEach
    void connect() throws UnreadableException {
        wire = new Wire(
                bootstrapServers, "tool-requests", "answers", "prompts.dlq", "tool-results.dlq", "rejected-calls.dlq");
        model = new ScriptedModel(modelPort);
        announce("count_emails", """
                {"type": "object", "properties": {"last_n_days": {"type": "integer"}}, "required": ["last_n_days"]}""");
        Catalog known = catalog.catalog();
        await().until(() -> known.find(new ToolName("count_emails")).isPresent());
    }

    @AfterEach
    void disconnect() {
        wire.close();
    }

    @Test
    void shouldAnswerFromWhatTheToolReturned() {
        // Given
        model.on(first("in the last 5 days"), calls(new Call("call_7f3", "count_emails", "{\"last_n_days\": 5}")));
        model.on(afterOutcome("in the last 5 days"), says("You got 10 emails."));

        // When
        wire.send(Topic.PROMPTS, null, null, bytes("{\"prompt\": \"how many emails in the last 5 days?\"}"));
        ToolRequest request = wire.await(Topic.TOOL_REQUESTS, "in the last 5 days", ToolRequest.class);
        wire.send(Topic.TOOL_RESULTS, null, null, JsonCodec.write(succeeded(request, "10")));
        Answer answer = wire.await(Topic.ANSWERS, "in the last 5 days", Answer.class);

        // Then
        assertThat(request.arguments().text()).isEqualTo("{\"last_n_days\":5}");
        assertThat(request.model()).contains("scripted-1");
        assertThat(answer.status()).isEqualTo(Answer.Status.ANSWERED);
        assertThat(answer.text()).isEqualTo("You got 10 emails.");
        assertThat(answer.calls().getFirst().output()).contains(json("10"));
        assertThat(answer.turns()).isEqualTo(2);
        assertThat(answer.tokens()).isEqualTo(new Answer.Tokens(200, 14));
        assertThat(model.requests("in the last 5 days").getFirst().getBodyAsString())
                .contains("\"count_emails\"");
    }

    @Test
    void shouldTellTheModelThatAPersonChangedTheArguments() {
        // Given
        model.on(first("edit what i ask"), calls(new Call("call_7f4", "count_emails", "{\"last_n_days\": 5}")));
        model.on(afterOutcome("edit what i ask"), says("It was 6 in 3 days."));

        // When
        wire.send(Topic.PROMPTS, null, null, bytes("{\"prompt\": \"edit what i ask\", \"requesterProof\": \"a.b.c\"}"));
        ToolRequest request = wire.await(Topic.TOOL_REQUESTS, "edit what i ask", ToolRequest.class);
        wire.send(started(request));
        wire.send(Topic.TOOL_RESULTS, 0, null, JsonCodec.write(succeeded(request, "6", "{\"last_n_days\":3}")));
        Answer answer = wire.await(Topic.ANSWERS, "edit what i ask", Answer.class);

        // Then
        assertThat(request.requesterProof()).contains("a.b.c");
        assertThat(answer.calls().getFirst().editedArgs()).contains(json("{\"last_n_days\":3}"));
        assertThat(model.requests("edit what i ask").getLast().getBodyAsString())
                .contains("A person changed the arguments of this call. It ran with these, not with yours: "
                        + "{\\\"last_n_days\\\":3}");
        assertThat(wire.await("tool-results.dlq", request.callId().value(), 0)).isEmpty();
    }

    @Test
    void shouldEndNotApprovedWhenTheCallIsRejected() {
        // Given
        model.on(first("tell sally"), calls(new Call("call_0", "send_email", "{\"recipient\": \"sally\"}")));

        // When
        wire.send(Topic.PROMPTS, null, bytes("c-sally"), bytes("{\"prompt\": \"tell sally\"}"));
        ToolRequest request = wire.await(Topic.TOOL_REQUESTS, "tell sally", ToolRequest.class);
        byte[] rejection = JsonCodec.write(rejected(request));
        wire.send(Topic.REJECTED_CALLS, Partitions.of(request.conversationId()), bytes("c-sally"), rejection);
        Answer answer = wire.await(Topic.ANSWERS, "tell sally", Answer.class);

        // Then
        assertThat(answer.status()).isEqualTo(Answer.Status.NOT_APPROVED);
        assertThat(answer.text()).startsWith("Tool invocations not approved:").contains("\"send_email\"");
        assertThat(request.conversationId().value()).isEqualTo("c-sally");
    }

    @Test
    void shouldMoveUnreadableRecordsToTheDeadLetters() {
        // When
        wire.send(Topic.PROMPTS, 3, bytes("k"), bytes("no-json-here"));
        wire.send(Topic.TOOL_RESULTS, 3, null, bytes("[\"no-result-here\"]"));
        wire.send(Topic.REJECTED_CALLS, 3, null, bytes("{\"no-rejection\": 1}"));

        // Then
        var prompt = wire.await("prompts.dlq", "no-json-here", 1).getFirst();
        assertThat(EventHeaders.text(prompt.headers(), DeadLetter.REASON).orElseThrow())
                .startsWith("not JSON");
        assertThat(EventHeaders.text(prompt.headers(), DeadLetter.PARTITION)).contains("3");
        assertThat(prompt.key()).isEqualTo(bytes("k"));
        assertThat(wire.await("tool-results.dlq", "no-result-here", 1)).hasSize(1);
        assertThat(wire.await("rejected-calls.dlq", "no-rejection", 1)).hasSize(1);
    }

    @Test
    void shouldAskForManyConversationsAtOnce() {
        // Given: an endpoint that takes a second for each
        model.on(first("one of many"), says("there").withFixedDelay(1_000));
        Instant start = Instant.now();

        // When
        for (int i = 0; i < 40; i++) {
            wire.send(Topic.PROMPTS, null, bytes("many-" + i), bytes("{\"prompt\": \"one of many\"}"));
        }

        // Then
        assertThat(wire.await("answers", "one of many", 40)).hasSize(40);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void shouldGoOnAskingAfterTurnsThatNoModelCanBeAsked() {
        model.on(first("after nothing"), says("still here"));

        for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
            wire.send(new ProducerRecord<>(Topic.PLANNER_MODEL_TURNS.topicName(), partition, null, null));
        }
        wire.send(Topic.PROMPTS, null, null, bytes("{\"prompt\": \"control\", \"system\": \"\\u0001\"}"));
        wire.send(Topic.PROMPTS, null, null, bytes("{\"prompt\": \"after nothing\", \"system\": \" \"}"));

        assertThat(wire.await(Topic.ANSWERS, "control", Answer.class).status()).isEqualTo(Answer.Status.FAILED);
        assertThat(wire.await(Topic.ANSWERS, "after nothing", Answer.class).text())
                .isEqualTo("still here");
    }

    @Test
    void shouldOfferToolsWithTheirWholeSchema() throws UnreadableException {
        model.on(first("what can you do"), says("this"));
        announce("odd", """
                {"type": "object", "properties": {
                  "any": true,
                  "kind": {"description": "which", "enum": ["a", "b"]},
                  "list": {"type": "array", "items": {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}}}},
                 "required": ["kind"], "$defs": {"n": {"minimum": 1}}}""");
        await().until(() -> catalog.catalog().find(new ToolName("odd")).isPresent());

        wire.send(Topic.PROMPTS, null, null, bytes("{\"prompt\": \"what can you do\", \"tools\": [\"odd\"]}"));

        assertThat(wire.await(Topic.ANSWERS, "what can you do", Answer.class).text())
                .isEqualTo("this");
        assertThat(model.requests("what can you do")
                        .getFirst()
                        .getBodyAsString()
                        .replaceAll("\\s", ""))
                .contains("\"any\":{}")
                .contains("\"description\":\"which\"", "\"enum\":[\"a\",\"b\"]")
                .contains("\"items\":{", "\"n\":{\"$ref\":\"#/$defs/n\"}", "\"$defs\":{\"n\":{\"minimum\":1}}")
                .contains("\"required\":[\"kind\"]")
                .doesNotContain("count_emails");
    }

    @Test
    void shouldBeReadyAndAlive() {
        RestAssured.get("/q/health/ready").then().statusCode(200);
        RestAssured.get("/q/health/live").then().statusCode(200);
    }

    private void announce(String tool, String schema) throws UnreadableException {
        CatalogEntry entry = new CatalogEntry(
                new ToolName(tool),
                "Counts e-mails.",
                CanonicalJson.parse(schema),
                CatalogEntry.Annotations.UNKNOWN,
                Duration.ofSeconds(5),
                0,
                BrokerAndModel.EXECUTOR);
        byte[] value = JsonCodec.write(entry);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topic.TOOL_CATALOG.topicName(), bytes(tool), value);
        String signature = SigningKey.load(executorKey, KeyPairs.EXECUTOR_KID).sign(SignedKind.CATALOG_ENTRY, value);
        EventHeaders.put(record.headers(), EventHeaders.SIGNATURE, signature);
        wire.send(record);
    }

    private static ProducerRecord<byte[], byte[]> started(ToolRequest request) {
        ToolStarted started = new ToolStarted(
                request.callId(),
                request.conversationId(),
                request.turn(),
                request.tool(),
                Instant.now(),
                1,
                BrokerAndModel.EXECUTOR,
                Optional.empty());
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topic.TOOL_RESULTS.topicName(), 0, null, JsonCodec.write(started));
        EventHeaders.put(record.headers(), EventHeaders.TYPE, EventType.TOOL_STARTED.typeName());
        return record;
    }

    private static ToolResult succeeded(ToolRequest request, String output) {
        return succeeded(request, output, Optional.empty());
    }

    private static ToolResult succeeded(ToolRequest request, String output, String editedArguments) {
        return succeeded(request, output, Optional.of(json(editedArguments)));
    }

    private static ToolResult succeeded(ToolRequest request, String output, Optional<CanonicalJson> editedArguments) {
        return new ToolResult(
                request.callId(),
                request.conversationId(),
                request.turn(),
                request.tool(),
                ToolResult.Status.SUCCEEDED,
                Optional.of(json(output)),
                Optional.empty(),
                editedArguments,
                Optional.of(Instant.now()),
                Instant.now(),
                1,
                false,
                Optional.of(BrokerAndModel.EXECUTOR),
                Optional.empty());
    }

    private static RejectedCall rejected(ToolRequest request) {
        return new RejectedCall(
                request.callId(),
                request.conversationId(),
                request.promptId(),
                request.turn(),
                request.tool(),
                RejectedCall.Reason.of(RejectedCall.Kind.REJECTED, "wrong recipient"),
                Optional.empty(),
                Instant.now());
    }

    private static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

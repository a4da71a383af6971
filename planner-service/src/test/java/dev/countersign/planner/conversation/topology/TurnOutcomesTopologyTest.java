package dev.countersign.planner.conversation.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.PlannerMetrics;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.ModelCall;
import dev.countersign.planner.conversation.ModelMessage;
import dev.countersign.planner.conversation.ModelMessage.Role;
import dev.countersign.planner.conversation.ModelReply;
import dev.countersign.planner.conversation.ModelReply.Said;
import dev.countersign.planner.conversation.ModelRequest;
import dev.countersign.planner.conversation.PromptOptions;
import dev.countersign.planner.conversation.topology.CommandHeaders.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message of the model whose calls each end in another way, and what the model is told of them. */
class TurnOutcomesTopologyTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    /** The test driver has one partition: this conversation lies in it. */
    private static final ConversationId HERE = Stream.iterate(0, i -> i + 1)
            .map(i -> new ConversationId("c-" + i))
            .filter(id -> Partitions.of(id) == 0)
            .findFirst()
            .orElseThrow();

    private static final List<String> CALLS = List.of("approved", "edited", "rejected", "answered", "automatic");

    @TempDir
    Path state;

    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        PromptOptions defaults = new PromptOptions(GateMode.TURN, OnRejection.STOP, false, 20);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "planner-service");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        PlannerMetrics metrics = new PlannerMetrics(new SimpleMeterRegistry());
        driver = new TopologyTestDriver(
                PlannerTopology.build(ConversationLimits.defaults(), defaults, metrics), properties, START);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /** The outcomes come in the order that the seed shuffles them into, each twice. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void shouldTellTheModelEachOutcomeOnceAndInItsOrder(long seed) throws UnreadableException {
        // Given
        proposeAll("call", "continue");
        List<String> order = new ArrayList<>(CALLS);
        Collections.shuffle(order, new Random(seed));

        // When
        for (String call : order) {
            assertThat(output(Topic.PLANNER_MODEL_TURNS).isEmpty()).isTrue();
            end(call);
            end(call);
        }

        // Then
        List<ModelRequest> asked = requests();
        assertThat(asked).hasSize(1);
        List<ModelMessage> told = asked.getFirst().messages().stream()
                .filter(message -> message.role() == Role.TOOL)
                .toList();
        assertThat(told).extracting(message -> message.answers().orElseThrow()).containsExactlyElementsOf(CALLS);
        assertThat(told)
                .extracting(message -> message.text().orElseThrow())
                .satisfiesExactly(
                        approved -> assertThat(approved)
                                .startsWith("SUCCEEDED. What the tool returned")
                                .endsWith("\n{\"toolOutput\":10}"),
                        edited -> assertThat(edited)
                                .startsWith("SUCCEEDED. A person changed the arguments of this call. It ran with these,"
                                        + " not with yours: {\"last_n_days\":3} Do not send it again with your own.")
                                .endsWith("\n{\"toolOutput\":6}"),
                        rejected ->
                                assertThat(rejected).startsWith("REJECTED.").contains("Reason given: too long ago."),
                        answered -> assertThat(answered).startsWith("ANSWERED.").endsWith("\n{\"toolOutput\":7}"),
                        automatic -> assertThat(automatic)
                                .startsWith("SUCCEEDED. What the tool returned")
                                .endsWith("\n{\"toolOutput\":14}"));
    }

    @Test
    void shouldSayInTheAnswerWhatBecameOfEach() throws UnreadableException {
        proposeAll("call", "continue");
        CALLS.forEach(this::end);

        hear(requests().getFirst(), new Said(Optional.of("done"), List.of(), Answer.Tokens.NONE, Optional.empty()));

        Answer answer = JsonCodec.read(output(Topic.ANSWERS).readValue(), Answer.class);
        assertThat(answer.text()).isEqualTo("done");
        assertThat(answer.calls())
                .extracting(call -> call.outcome().orElseThrow())
                .containsExactly("SUCCEEDED", "SUCCEEDED", "REJECTED", "ANSWERED", "SUCCEEDED");
        assertThat(answer.calls())
                .extracting(call -> call.editedArgs().isPresent())
                .containsExactly(false, true, false, false, false);
    }

    @Test
    void shouldNameOnlyWhatWasNotApprovedWhereThePromptStopsAtThat() throws UnreadableException {
        proposeAll("call", "stop");

        CALLS.forEach(this::end);

        Answer answer = JsonCodec.read(output(Topic.ANSWERS).readValue(), Answer.class);
        assertThat(requests()).isEmpty();
        assertThat(answer.status()).isEqualTo(Answer.Status.NOT_APPROVED);
        assertThat(answer.text()).isEqualTo("""
                Tool invocations not approved:

                {
                  "name": "count_emails",
                  "args": {
                    "last_n_days": 5
                  },
                  "id": "rejected",
                  "type": "tool_call"
                }""");
    }

    @Test
    void shouldPassOverWhatSaysThatACallStarts() throws UnreadableException {
        proposeAll("call", "continue");
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.TYPE, EventType.TOOL_STARTED.typeName());

        write(Topic.TOOL_RESULTS, started("approved"), headers);
        write(Topic.TOOL_RESULTS, "whatever it says", headers);

        assertThat(deadLetters(Topic.TOOL_RESULTS).isEmpty()).isTrue();
        CALLS.forEach(this::end);
        assertThat(requests()).hasSize(1);
    }

    @Test
    void shouldTakeNothingForAStartThatDoesNotSaySo() throws UnreadableException {
        proposeAll("call", "continue");
        RecordHeaders prompt = new RecordHeaders();
        EventHeaders.put(prompt, EventHeaders.TYPE, EventType.TOOL_STARTED.typeName());

        write(Topic.TOOL_RESULTS, started("approved"), new RecordHeaders());
        write(Topic.PROMPTS, "{\"prompt\": \"x\"}", prompt);

        assertThat(reason(Topic.TOOL_RESULTS)).contains("missing or of the wrong type");
        assertThat(reason(Topic.PROMPTS)).isEqualTo("its ce_type is none of this topic");
        CALLS.forEach(this::end);
        assertThat(requests()).hasSize(1);
    }

    private void proposeAll(String gate, String onRejection) throws UnreadableException {
        write(Topic.PROMPTS, """
                {"prompt": "how many?", "conversationId": "%s", "promptId": "p-1", "requester": "alice",
                 "requesterProof": "a.b.c", "gate": "%s", "onRejection": "%s"}""".formatted(HERE, gate, onRejection), new RecordHeaders());
        List<ModelCall> calls = CALLS.stream()
                .map(id -> new ModelCall(id, "count_emails", "{\"last_n_days\": 5}"))
                .toList();
        hear(requests().getFirst(), new Said(Optional.empty(), calls, Answer.Tokens.NONE, Optional.empty()));
        assertThat(output(Topic.TOOL_REQUESTS).readValuesToList())
                .hasSize(CALLS.size())
                .allSatisfy(value -> {
                    ToolRequest request = JsonCodec.readOpen(value, ToolRequest.class, Topic.MAX_OPEN_BYTES);
                    assertThat(request.requesterProof()).contains("a.b.c");
                });
    }

    private void end(String call) {
        switch (call) {
            case "approved" -> write(Topic.TOOL_RESULTS, result(call, "\"output\": 10"), new RecordHeaders());
            case "automatic" -> write(Topic.TOOL_RESULTS, result(call, "\"output\": 14"), new RecordHeaders());
            case "edited" ->
                write(
                        Topic.TOOL_RESULTS,
                        result(call, "\"output\": 6, \"editedArguments\": {\"last_n_days\": 3}"),
                        new RecordHeaders());
            case "rejected" ->
                write(Topic.REJECTED_CALLS, rejection(call, "REJECTED", "too long ago"), new RecordHeaders());
            case "answered" -> write(Topic.REJECTED_CALLS, rejection(call, "ANSWERED", "7"), new RecordHeaders());
            default -> throw new AssertionError(call);
        }
    }

    private static String result(String call, String rest) {
        return """
                {"callId": "%s", "conversationId": "%s", "tool": "count_emails", "status": "SUCCEEDED", %s,
                 "finishedAt": "2026-11-23T12:00:01Z", "attempt": 1, "late": false}""".formatted(call, HERE, rest);
    }

    private static String started(String call) {
        return """
                {"callId": "%s", "conversationId": "%s", "tool": "count_emails", "startedAt": "2026-11-23T12:00:01Z",
                 "attempt": 1, "executor": "executor-service"}""".formatted(call, HERE);
    }

    private static String rejection(String call, String kind, String message) {
        return """
                {"callId": "%s", "conversationId": "%s", "tool": "count_emails",
                 "reason": {"kind": "%s", "message": "%s"}, "decidedAt": "2026-11-23T12:00:00Z"}""".formatted(call, HERE, kind, message);
    }

    private void write(Topic topic, String value, Headers headers) {
        driver.createInputTopic(
                        topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer(), START, Duration.ZERO)
                .pipeInput(new TestRecord<>(bytes(HERE.value()), bytes(value), headers, START));
    }

    private void hear(ModelRequest turn, Said said) {
        Headers headers = CommandHeaders.of(Kind.HEAR_MODEL, new RecordHeaders());
        write(Topic.PLANNER_COMMANDS, JsonCodec.writeText(ModelReply.said(turn.turn(), said)), headers);
    }

    private List<ModelRequest> requests() throws UnreadableException {
        List<ModelRequest> requests = new ArrayList<>();
        for (byte[] value : output(Topic.PLANNER_MODEL_TURNS).readValuesToList()) {
            requests.add(JsonCodec.read(value, ModelRequest.class));
        }
        return requests;
    }

    private TestOutputTopic<byte[], byte[]> output(Topic topic) {
        return driver.createOutputTopic(topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private TestOutputTopic<byte[], byte[]> deadLetters(Topic topic) {
        return driver.createOutputTopic(topic.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private String reason(Topic topic) {
        return EventHeaders.text(deadLetters(topic).readRecord().headers(), DeadLetter.REASON)
                .orElseThrow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

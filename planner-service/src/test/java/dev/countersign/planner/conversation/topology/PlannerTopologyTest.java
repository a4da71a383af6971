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
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.PlannerMetrics;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.ModelCall;
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
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTopologyTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    /** The test driver has one partition: these conversations lie in it. */
    private static final ConversationId HERE = conversationIn(0);

    private static final ConversationId ELSEWHERE = conversationIn(1);
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir
    Path state;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private TopologyTestDriver driver;

    @BeforeEach
    void start() {
        PromptOptions defaults = new PromptOptions(GateMode.TURN, OnRejection.STOP, false, 20);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "planner-service");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        driver = new TopologyTestDriver(
                PlannerTopology.build(ConversationLimits.defaults(), defaults, new PlannerMetrics(registry)),
                properties,
                START);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldGoFromPromptToAnswer() throws UnreadableException {
        // Given
        prompt("{\"prompt\": \"how many?\", \"conversationId\": \"%s\", \"promptId\": \"p-1\", \"extra\": 1}"
                .formatted(HERE));
        ModelRequest turn = JsonCodec.read(output(Topic.PLANNER_MODEL_TURNS).readValue(), ModelRequest.class);
        hear(
                turn,
                new Said(
                        Optional.empty(),
                        List.of(new ModelCall("call_1", "count_emails", "{}")),
                        new Answer.Tokens(3, 4),
                        Optional.of("m")));
        TestRecord<byte[], byte[]> proposed = output(Topic.TOOL_REQUESTS).readRecord();
        ToolRequest request = JsonCodec.readOpen(proposed.value(), ToolRequest.class, Topic.MAX_OPEN_BYTES);

        // When
        input(Topic.TOOL_RESULTS).pipeInput(bytes("some key"), bytes("""
                {"callId": "%s", "conversationId": "%s", "tool": "count_emails", "status": "SUCCEEDED", "output": 10,
                 "finishedAt": "2026-11-23T12:00:01Z", "attempt": 1, "late": false}""".formatted(request.callId(), HERE)));
        ModelRequest second = JsonCodec.read(output(Topic.PLANNER_MODEL_TURNS).readValue(), ModelRequest.class);
        hear(second, new Said(Optional.of("ten"), List.of(), new Answer.Tokens(3, 4), Optional.empty()));

        // Then
        TestRecord<byte[], byte[]> answered = output(Topic.ANSWERS).readRecord();
        Answer answer = JsonCodec.read(answered.value(), Answer.class);
        assertThat(answer.text()).isEqualTo("ten");
        assertThat(answer.tokens()).isEqualTo(new Answer.Tokens(6, 8));
        assertThat(answered.key()).isEqualTo(bytes(HERE.value()));
        assertThat(header(answered, EventHeaders.TYPE)).contains("dev.countersign.answer.v1");
        assertThat(header(answered, EventHeaders.SUBJECT)).contains(HERE.value());
        assertThat(header(proposed, EventHeaders.TYPE)).contains("dev.countersign.tool-request.v1");
        assertThat(header(proposed, EventHeaders.SUBJECT)).contains(HERE + "/call_1");
        assertThat(header(proposed, EventHeaders.SOURCE)).contains("/planner-service");
    }

    @Test
    void shouldPassTheTraceOn() {
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.TRACEPARENT, TRACE);

        input(Topic.PROMPTS)
                .pipeInput(new TestRecord<>(bytes(HERE.value()), bytes("{\"prompt\": \"x\"}"), headers, START));

        assertThat(header(output(Topic.PLANNER_MODEL_TURNS).readRecord(), EventHeaders.TRACEPARENT))
                .contains(TRACE);
    }

    @Test
    void shouldTakeTheKeyForTheConversationWhereItIsAnId() throws UnreadableException {
        input(Topic.PROMPTS).pipeInput(bytes(HERE.value()), bytes("{\"prompt\": \"x\"}"));

        ModelRequest turn = JsonCodec.read(output(Topic.PLANNER_MODEL_TURNS).readValue(), ModelRequest.class);
        assertThat(turn.conversationId()).isEqualTo(HERE);
    }

    @Test
    void shouldDeriveDifferentIdsForDifferentRecords() {
        input(Topic.PROMPTS).pipeInput(bytes("no id!"), bytes("{\"prompt\": \"x\"}"));
        input(Topic.PROMPTS).pipeInput(bytes("no id!"), bytes("{\"prompt\": \"x\"}"));

        List<TestRecord<byte[], byte[]>> commands =
                output(Topic.PLANNER_COMMANDS).readRecordsToList();
        assertThat(commands)
                .extracting(command -> text(command.key()))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("c-"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "7",
                "null",
                "",
                "{}",
                "{\"prompt\": \" \"}",
                "{\"prompt\": 7}",
                "{\"prompt\": \"x\", \"conversationId\": \"a\\nb\"}",
                "{\"prompt\": \"x\", \"gate\": \"none\"}",
                "{\"prompt\": \"x\", \"maxTurns\": 0}",
                "{\"prompt\": \"x\", \"prompt\": \"y\"}"
            })
    void shouldMoveUnreadablePromptsToTheDeadLetters(String value) {
        prompt(value);

        TestRecord<byte[], byte[]> letter = deadLetter(Topic.PROMPTS);
        assertThat(letter.value()).isEqualTo(bytes(value));
        assertThat(header(letter, DeadLetter.REASON).orElseThrow()).isNotBlank();
        assertThat(output(Topic.PLANNER_COMMANDS).isEmpty()).isTrue();
    }

    @Test
    void shouldMoveWhatIsTooLargeOrNoTextToTheDeadLetters() {
        prompt("{\"prompt\": \"%s\"}".formatted("x".repeat(Topic.MAX_OPEN_BYTES)));
        input(Topic.PROMPTS).pipeInput(bytes("k"), new byte[] {'"', (byte) 0xff, '"'});

        assertThat(driver.createOutputTopic(
                                Topic.PROMPTS.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .hasSize(2);
    }

    @Test
    void shouldMoveRecordsWithoutValueToTheDeadLetters() {
        input(Topic.PROMPTS).pipeInput(new TestRecord<>(bytes("k"), null, new RecordHeaders(), START));

        assertThat(header(deadLetter(Topic.PROMPTS), DeadLetter.REASON)).contains("the record has no value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.countersign.prompt.v2", "com.example.order"})
    void shouldMoveWhatSaysItIsSomethingElseToTheDeadLetters(String type) {
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.TYPE, type);

        input(Topic.PROMPTS)
                .pipeInput(new TestRecord<>(bytes(HERE.value()), bytes("{\"prompt\": \"x\"}"), headers, START));

        assertThat(header(deadLetter(Topic.PROMPTS), DeadLetter.REASON)).contains("its ce_type is none of this topic");
        assertThat(output(Topic.PLANNER_COMMANDS).isEmpty()).isTrue();
    }

    @Test
    void shouldReturnAPromptOfAnotherRequesterAsItCame() {
        prompt("{\"prompt\": \"x\", \"conversationId\": \"%s\", \"requester\": \"alice\"}".formatted(HERE));
        String other = "{\"prompt\": \"y\", \"conversationId\": \"%s\", \"requester\":   \"mallory\"}".formatted(HERE);

        prompt(other);

        TestRecord<byte[], byte[]> letter = deadLetter(Topic.PROMPTS);
        assertThat(letter.value()).isEqualTo(bytes(other));
        assertThat(letter.key()).isEqualTo(bytes("k"));
        assertThat(header(letter, DeadLetter.REASON)).contains("the conversation belongs to another requester");
        assertThat(header(letter, DeadLetter.OFFSET)).contains("1");
    }

    @Test
    void shouldGoOnAfterTextsThatNoUtf8CanCarry() throws UnreadableException {
        prompt("{\"prompt\": \"x\", \"conversationId\": \"%s\"}".formatted(HERE));
        ModelRequest turn = JsonCodec.read(output(Topic.PLANNER_MODEL_TURNS).readValue(), ModelRequest.class);
        String lone = "\ud800";
        ModelCall call = new ModelCall(lone, "tool" + lone, "{\"a\": \"" + lone + "\"}");

        hear(turn, new Said(Optional.of(lone), List.of(call, call), Answer.Tokens.NONE, Optional.of(lone)));

        assertThat(output(Topic.PLANNER_MODEL_TURNS).isEmpty()
                        && output(Topic.TOOL_REQUESTS).isEmpty()
                        && output(Topic.ANSWERS).isEmpty())
                .isFalse();
    }

    @Test
    void shouldRefuseAPromptThatCannotBeGivenBack() {
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, "countersign-command", "SUBMIT");
        EventHeaders.put(headers, "countersign-prompt-id", "p-1");
        EventHeaders.put(headers, "countersign-origin", "1/2");

        input(Topic.PLANNER_COMMANDS)
                .pipeInput(new TestRecord<>(bytes(HERE.value()), bytes("{\"prompt\": \"x\"}"), headers, START));

        assertThat(header(deadLetter(Topic.PLANNER_COMMANDS), DeadLetter.REASON))
                .isPresent();
    }

    @Test
    void shouldRefuseMisplacedRejections() {
        String rejection = """
                {"callId": "a", "conversationId": "%s", "tool": "t", "reason": {"kind": "REJECTED", "message": "no"},
                 "decidedAt": "2026-11-23T12:00:00Z"}""".formatted(ELSEWHERE);

        input(Topic.REJECTED_CALLS).pipeInput(bytes(ELSEWHERE.value()), bytes(rejection));

        assertThat(header(deadLetter(Topic.REJECTED_CALLS), DeadLetter.REASON).orElseThrow())
                .startsWith("misplaced");
    }

    @Test
    void shouldRefuseCommandsThatSayNothing() {
        input(Topic.PLANNER_COMMANDS).pipeInput(bytes(HERE.value()), bytes("{}"));
        input(Topic.PLANNER_COMMANDS)
                .pipeInput(new TestRecord<>(
                        bytes(HERE.value()),
                        bytes("{\"turn\": \"1\"}"),
                        CommandHeaders.of(Kind.HEAR_MODEL, new RecordHeaders()),
                        START));

        assertThat(deadLetter(Topic.PLANNER_COMMANDS)).isNotNull();
    }

    @Test
    void shouldCountWhatItIgnores() {
        String twice = "{\"prompt\": \"x\", \"conversationId\": \"%s\", \"promptId\": \"p-1\"}".formatted(HERE);
        prompt(twice);

        prompt(twice);

        assertThat(output(Topic.PLANNER_MODEL_TURNS).readRecordsToList()).hasSize(1);
        assertThat(registry.counter("countersign.planner.ignored", "reason", "repeated-prompt")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shouldForgetWhatIsIdleLongEnough() throws UnreadableException {
        prompt("{\"prompt\": \"x\", \"conversationId\": \"%s\"}".formatted(HERE));
        ModelRequest turn = JsonCodec.read(output(Topic.PLANNER_MODEL_TURNS).readValue(), ModelRequest.class);
        hear(turn, new Said(Optional.of("done"), List.of(), Answer.Tokens.NONE, Optional.empty()));

        driver.advanceWallClockTime(Duration.ofDays(7).plusSeconds(1));
        assertThat(registry.counter("countersign.planner.forgotten").count()).isEqualTo(1);
        assertThat(entries(ConversationStores.CONVERSATIONS)).isEqualTo(1);
        driver.advanceWallClockTime(Duration.ofDays(31).plusSeconds(1));

        assertThat(entries(ConversationStores.CONVERSATIONS)).isZero();
        assertThat(entries(ConversationStores.DUE)).isZero();
    }

    @Test
    void shouldEndAPromptThatNobodySpeaksOf() throws UnreadableException {
        prompt("{\"prompt\": \"x\", \"conversationId\": \"%s\"}".formatted(HERE));

        driver.advanceWallClockTime(Duration.ofDays(31).plusSeconds(1));

        Answer answer = JsonCodec.read(output(Topic.ANSWERS).readValue(), Answer.class);
        assertThat(answer.status()).isEqualTo(Answer.Status.FAILED);
        assertThat(entries(ConversationStores.DUE)).isEqualTo(1);
    }

    private long entries(String store) {
        long count = 0;
        try (var all = driver.getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }

    private void prompt(String value) {
        input(Topic.PROMPTS).pipeInput(bytes("k"), bytes(value), START);
    }

    private void hear(ModelRequest turn, Said said) {
        Headers headers = CommandHeaders.of(Kind.HEAR_MODEL, new RecordHeaders());
        byte[] reply = JsonCodec.write(ModelReply.said(turn.turn(), said));
        input(Topic.PLANNER_COMMANDS)
                .pipeInput(new TestRecord<>(bytes(turn.conversationId().value()), reply, headers, START));
    }

    private TestInputTopic<byte[], byte[]> input(Topic topic) {
        return driver.createInputTopic(
                topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer(), START, Duration.ZERO);
    }

    private TestOutputTopic<byte[], byte[]> output(Topic topic) {
        return driver.createOutputTopic(topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private TestRecord<byte[], byte[]> deadLetter(Topic topic) {
        return driver.createOutputTopic(topic.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecord();
    }

    private static Optional<String> header(TestRecord<byte[], byte[]> record, String name) {
        return EventHeaders.text(record.headers(), name);
    }

    private static ConversationId conversationIn(int partition) {
        for (int i = 0; ; i++) {
            ConversationId candidate = new ConversationId("c-" + i);
            if (Partitions.of(candidate) == partition) {
                return candidate;
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes, it goes to the dead letters with a reason, and the next record is served. */
class BadInputTest {

    private static final String GOOD = """
            {"callId":"good","conversationId":"w","tool":"count_emails","arguments":{"last_n_days":5}}""";

    @TempDir
    Path dir;

    private GateDriver gate;

    @BeforeEach
    void open() {
        gate = new GateDriver(dir);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(Topic.TOOL_REQUESTS, Topic.TOOL_RESULTS, Topic.APPROVAL_COMMANDS)
                .flatMap(topic -> Stream.of(
                        Arguments.of(topic, "no value", null),
                        Arguments.of(topic, "empty", bytes("")),
                        Arguments.of(topic, "not JSON", bytes("hello")),
                        Arguments.of(topic, "cut off", bytes("{\"callId\":\"a\"")),
                        Arguments.of(topic, "an array", bytes("[1,2]")),
                        Arguments.of(topic, "a number", bytes("5")),
                        Arguments.of(topic, "null", bytes("null")),
                        Arguments.of(topic, "two values", bytes(GOOD + GOOD)),
                        Arguments.of(topic, "bad UTF-8", new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}),
                        Arguments.of(topic, "nothing in it", bytes("{}")),
                        Arguments.of(topic, "deep", bytes("[".repeat(10_000))),
                        Arguments.of(topic, "zeros", new byte[1_000])));
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of("id with a newline", GOOD.replace("good", "go\\nod")),
                Arguments.of("id with a slash", GOOD.replace("good", "go/od")),
                Arguments.of("no id", GOOD.replace("\"callId\":\"good\",", "")),
                Arguments.of("id is a number", GOOD.replace("\"good\"", "7")),
                Arguments.of("arguments are an array", GOOD.replace("{\"last_n_days\":5}", "[5]")),
                Arguments.of("arguments are text", GOOD.replace("{\"last_n_days\":5}", "\"5\"")),
                Arguments.of("duplicate member", GOOD.replace("5}", "5,\"last_n_days\":6}")),
                Arguments.of("too large", GOOD.replace("5}", "5,\"x\":\"" + "y".repeat(300_000) + "\"}")),
                Arguments.of("arguments too large", GOOD.replace("5}", "5,\"x\":\"" + "y".repeat(70_000) + "\"}")),
                Arguments.of("number too long", GOOD.replace("5}", "1e999999999}")),
                Arguments.of(
                        "turn of 65",
                        GOOD.replace("\"tool\"", "\"turn\":{\"id\":\"1\",\"index\":0,\"size\":65},\"tool\"")),
                Arguments.of(
                        "index of size",
                        GOOD.replace("\"tool\"", "\"turn\":{\"id\":\"1\",\"index\":1,\"size\":1},\"tool\"")),
                Arguments.of("unknown gate", GOOD.replace("\"tool\"", "\"gate\":\"open\",\"tool\"")),
                Arguments.of("lone surrogate in arguments", GOOD.replace("5}", "5,\"x\":\"\\ud800\"}")),
                Arguments.of("lone surrogate in prompt", GOOD.replace("\"tool\"", "\"prompt\":\"\\ud800\",\"tool\"")),
                Arguments.of("blank tool", GOOD.replace("count_emails", " ")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("unreadable")
    void shouldMoveUnreadableRecordToDeadLetters(Topic topic, String what, byte @Nullable [] value) {
        gate.send(topic, null, value, new RecordHeaders());

        assertDeadLetterAndGoOn(topic, value);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void shouldMoveBadRequestToDeadLetters(String what, String json) {
        gate.request(json);

        assertThat(gate.deadLetters(Topic.TOOL_REQUESTS))
                .singleElement()
                .satisfies(reason -> assertThat(reason).isNotBlank());
        assertNextIsServed();
    }

    private void assertDeadLetterAndGoOn(Topic topic, byte @Nullable [] value) {
        TestRecord<byte[], byte[]> letter = gate.drain(topic.deadLetters()).getFirst();
        assertThat(EventHeaders.text(letter.headers(), DeadLetter.REASON).orElseThrow())
                .isNotBlank();
        assertThat(EventHeaders.text(letter.headers(), DeadLetter.TOPIC)).contains(topic.topicName());
        assertThat(letter.value()).isEqualTo(value);
        assertNextIsServed();
    }

    private void assertNextIsServed() {
        gate.request(GOOD);
        assertThat(gate.card("w/good").status()).isEqualTo(Approval.Status.PENDING);
    }

    @Test
    void shouldServeForeignKeysAndNoKey() {
        gate.send(Topic.TOOL_REQUESTS, new byte[] {0, (byte) 0xff}, bytes(GOOD), new RecordHeaders());
        gate.send(Topic.TOOL_REQUESTS, null, bytes(GOOD.replace("good", "other")), new RecordHeaders());

        assertThat(gate.cards()).hasSize(2);
    }

    @Test
    void shouldGiveConflictBackAsItCame() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("x-agent", bytes("robot"));
        byte[] conflict = bytes(" " + GOOD.replace("5", "6"));
        gate.request(GOOD);

        gate.send(Topic.TOOL_REQUESTS, bytes("my key"), conflict, headers);

        TestRecord<byte[], byte[]> letter =
                gate.drain(Topic.TOOL_REQUESTS.deadLetters()).getFirst();
        assertThat(letter.key()).isEqualTo(bytes("my key"));
        assertThat(letter.value()).isEqualTo(conflict);
        assertThat(EventHeaders.text(letter.headers(), "x-agent")).contains("robot");
        assertThat(EventHeaders.text(letter.headers(), DeadLetter.OFFSET)).contains("1");
        assertThat(letter.headers().toArray()).noneMatch(header -> header.key().startsWith("countersign-origin"));
    }

    /** A producer may send any header; none of them is taken for what intake says. */
    @Test
    void shouldNotBeFooledByHeadersOfItsOwn() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("countersign-origin-topic", bytes("TOOL_RESULTS"));
        headers.add("countersign-origin-offset", bytes("not a number"));
        headers.add(EventHeaders.TRACEPARENT, new byte[100_000]);

        gate.send(Topic.TOOL_REQUESTS, null, bytes(GOOD), headers);

        assertThat(gate.card("w/good").status()).isEqualTo(Approval.Status.PENDING);
    }

    /** What intake reads as a withdrawal is one for the core, too, however much stands before its type. */
    @Test
    void shouldReadRecordByItsTypeBehindManyHeaders() {
        gate.request(GOOD);
        RecordHeaders headers = new RecordHeaders();
        headers.add("x-agent", new byte[100_000]);
        EventHeaders.put(headers, EventHeaders.TYPE, EventType.TOOL_REQUEST_WITHDRAWN.typeName());
        gate.send(Topic.TOOL_REQUESTS, null, bytes(GOOD.replace("5}", "6}")), headers);

        assertThat(gate.deadLetters(Topic.TOOL_REQUESTS)).isEmpty();
        assertThat(gate.card("w/good").status()).isEqualTo(Approval.Status.WITHDRAWN);
    }

    /** The driver has one partition, which is not that of this conversation. */
    @Test
    void shouldDecideNothingOnMisplacedCommand() {
        gate.request(GOOD.replace("\"w\"", "\"elsewhere\""));

        assertThat(gate.cards()).isEmpty();
        assertThat(gate.deadLetters(Topic.APPROVAL_COMMANDS))
                .containsExactly("misplaced: the conversation belongs to another partition");
        assertNextIsServed();
    }

    @Test
    void shouldRefuseHeadersThatMakeNoSenseOnInternalTopic() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("countersign-origin-topic", bytes("PROMPTS"));

        gate.send(Topic.APPROVAL_COMMANDS, bytes("w"), bytes(GOOD), headers);

        assertThat(gate.deadLetters(Topic.APPROVAL_COMMANDS)).containsExactly("it does not say where it came in");
        assertNextIsServed();
    }

    /** 60 KiB of short numbers that would be 9 MiB when written out. */
    @Test
    void shouldBoundOutputInTheFormInWhichItIsKept() {
        String numbers = "1e900,".repeat(10_000) + "1";
        gate.send(
                Topic.TOOL_RESULTS,
                null,
                bytes(
                        "{\"callId\":\"good\",\"conversationId\":\"w\",\"tool\":\"t\",\"status\":\"SUCCEEDED\",\"output\":["
                                + numbers + "],\"finishedAt\":\"2026-11-24T12:00:00Z\",\"attempt\":1,\"late\":false}"),
                new RecordHeaders());

        assertThat(gate.deadLetters(Topic.TOOL_RESULTS))
                .singleElement()
                .satisfies(reason -> assertThat(reason).contains("output has more than"));
        assertNextIsServed();
    }

    /** What is taken in is stored and shown inside other values: no depth may be read once and not again. */
    @ParameterizedTest
    @ValueSource(ints = {10, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 100})
    void shouldServeOrRefuseAnyDepth(int depth) {
        String nested = "[".repeat(depth) + "]".repeat(depth);
        gate.request(GOOD.replace("5}", "5,\"x\":" + nested + "}"));
        if (gate.deadLetters(Topic.TOOL_REQUESTS).isEmpty()) {
            gate.decide("bob", Verb.APPROVE, gate.card("w/good"));
            gate.send(
                    Topic.TOOL_RESULTS,
                    null,
                    bytes(
                            "{\"callId\":\"good\",\"conversationId\":\"w\",\"tool\":\"count_emails\",\"status\":\"SUCCEEDED\",\"output\":"
                                    + nested
                                    + ",\"finishedAt\":\"2026-11-24T12:00:00Z\",\"attempt\":1,\"late\":false}"),
                    new RecordHeaders());
            gate.result(Tools.result("w", "good", "late"));
            assertThat(gate.card("w/good").status()).isIn(Approval.Status.APPROVED, Approval.Status.SUCCEEDED);
        }

        assertThatGateStillServes();
    }

    private void assertThatGateStillServes() {
        gate.request(GOOD.replace("good", "next"));
        assertThat(gate.card("w/next").status()).isEqualTo(Approval.Status.PENDING);
    }

    @Test
    void shouldPassOverUnknownFields() {
        gate.request(GOOD.replace("\"tool\"", "\"newField\":{\"x\":1},\"tool\""));

        assertThat(gate.card("w/good").status()).isEqualTo(Approval.Status.PENDING);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

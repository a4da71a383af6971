package dev.countersign.local.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import dev.countersign.local.broker.TestBroker;
import dev.countersign.local.broker.TopicCreation;
import dev.countersign.local.launch.Addresses;
import dev.countersign.local.trust.Person;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real broker; the test itself stands for planner-service and approval-service. */
class AskingIT {

    private static final Person ALICE = new Person("alice", Set.of("approver"), Set.of(), FakeInbox.TOKEN);

    @TempDir
    static Path dir;

    private static TestBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicReference<Prompt> prompt = new AtomicReference<>();
    private FakeInbox inbox;
    private TopicTail prompts;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start(dir);
        TopicCreation.run(broker.bootstrapServers());
        ByteArraySerializer bytes = new ByteArraySerializer();
        producer = new KafkaProducer<>(ClientSettings.producer(connection()), bytes, bytes);
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
        broker.close();
    }

    @BeforeEach
    void startInbox() throws Exception {
        inbox = FakeInbox.start()
                .when("approve", () -> answer(Answer.Status.ANSWERED, "Sent."))
                .when("reject", () -> answer(Answer.Status.NOT_APPROVED, "Tool invocations not approved:\n\n[]"));
        prompts = TopicTail.start(connection(), Topic.PROMPTS, TopicTail.From.END, record -> propose(record.value()));
        prompts.caughtUp().join();
    }

    @AfterEach
    void stopInbox() {
        prompts.close();
        inbox.close();
    }

    @Test
    void shouldPrintOutputAndAnswerAfterAYes() throws IOException {
        int status = ask("yes\n");

        assertThat(status).isEqualTo(Asking.ANSWERED);
        assertThat(printed()).containsSubsequence("Do you approve", "send_email", "\"output\": 10", "Sent.");
        assertThat(prompt.get().prompt()).isEqualTo("Send sally an email");
        assertThat(prompt.get().requester()).contains("alice");
        assertThat(prompt.get().maxTurns()).contains(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\n", "\n", ""})
    void shouldTakeNoAnEmptyLineAndTheEndOfTheInputAsANo(String input) throws IOException {
        int status = ask(input);

        assertThat(status).isEqualTo(Asking.NOT_APPROVED);
        assertThat(inbox.decisions).hasSize(1);
        assertThat(inbox.decisions.getFirst().body().path("decision").asText()).isEqualTo("reject");
        assertThat(printed()).contains("Tool invocations not approved:");
    }

    @Test
    void shouldFailWhenTheAnswerSaysSo() throws IOException {
        inbox.when("approve", () -> answer(Answer.Status.FAILED, "the model cannot be reached"));

        int status = ask("y\n");

        assertThat(status).isEqualTo(Asking.FAILED);
        assertThat(printed()).contains("FAILED: the model cannot be reached");
    }

    @Test
    void shouldGiveUpAfterTheTimeout() throws IOException {
        inbox.when("approve", () -> {});

        int status = ask("y\n", Duration.ofSeconds(2));

        assertThat(status).isEqualTo(Asking.FAILED);
        assertThat(printed()).contains("No answer within 2 s");
    }

    @Test
    void shouldLetTheServiceSayWhoAsks() throws IOException {
        inbox.answering("POST", "/api/prompts", 202, body -> {
            assertThat(body.has("requester")).isFalse();
            propose(JsonCodec.write(body));
            return Map.of(
                    "conversationId", body.path("conversationId").asText(),
                    "promptId", body.path("promptId").asText());
        });

        int status = ask("yes\n", false, Duration.ofSeconds(30));

        assertThat(status).isEqualTo(Asking.ANSWERED);
        assertThat(prompt.get().prompt()).isEqualTo("Send sally an email");
        assertThat(prompt.get().maxTurns()).contains(5);
    }

    private int ask(String input) throws IOException {
        return ask(input, Duration.ofSeconds(30));
    }

    private int ask(String input, Duration timeout) throws IOException {
        return ask(input, true, timeout);
    }

    private int ask(String input, boolean bare, Duration timeout) throws IOException {
        AskOptions options = new AskOptions(
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(5),
                Optional.empty(),
                Optional.empty(),
                bare,
                timeout);
        Addresses addresses = new Addresses(
                broker.bootstrapServers(), inbox.url(), ProcessHandle.current().pid());
        return new Asking(TerminalSession.at(
                        addresses,
                        ALICE,
                        new ByteArrayInputStream(input.getBytes(UTF_8)),
                        new PrintStream(printed, true, UTF_8)))
                .ask("Send sally an email", options);
    }

    private void propose(byte[] value) {
        try {
            Prompt asked = JsonCodec.readOpen(value, Prompt.class, Topic.MAX_OPEN_BYTES);
            prompt.set(asked);
            inbox.with(FakeInbox.call(asked.conversationId().orElseThrow().value(), "call_1", 0, 1, List.of()));
        } catch (UnreadableException broken) {
            throw new AssertionError(broken);
        }
    }

    private void answer(Answer.Status status, String text) {
        Prompt asked = prompt.get();
        Answer answer = new Answer(
                asked.conversationId().orElseThrow(),
                asked.promptId().orElseThrow(),
                asked.prompt(),
                status,
                text,
                List.of(new Answer.Call(
                        new ToolName("send_email"),
                        CanonicalJson.EMPTY_OBJECT,
                        Optional.empty(),
                        new CallId("call_1"),
                        "tool_call",
                        Optional.of(CanonicalJson.ofValue(10)),
                        Optional.of("SUCCEEDED"),
                        Optional.empty())),
                1,
                Answer.Tokens.NONE);
        producer.send(new ProducerRecord<>(Topic.ANSWERS.topicName(), JsonCodec.write(answer)));
    }

    private static Map<String, Object> connection() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private String printed() {
        return printed.toString(UTF_8);
    }
}

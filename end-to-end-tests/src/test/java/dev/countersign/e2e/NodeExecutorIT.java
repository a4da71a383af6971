package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.launch.ForeignExecutor;
import dev.countersign.local.launch.ServiceKind;
import dev.countersign.local.trust.KeyPairs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An executor in another language, on the bare protocol: it runs what the gate has signed, once, and nothing else. */
class NodeExecutorIT {
    private static final String APPROVED = Topic.APPROVED_CALLS.topicName();
    private static final String DEAD = Topic.APPROVED_CALLS.deadLetters();

    private static NodeExecutor node;
    private static Stack stack;
    private static Kcat kcat;
    private static Person alice;

    @BeforeAll
    static void start() throws IOException {
        node = NodeExecutor.install();
        Path known = node.folder().resolve("executors.properties");
        Map<ServiceKind, Map<String, String>> environment = ForeignExecutor.environment(List.of(node.known()), known);
        stack = Stack.start(config -> config.withExtra(ServiceKind.APPROVAL, environment.get(ServiceKind.APPROVAL))
                .withExtra(ServiceKind.PLANNER, environment.get(ServiceKind.PLANNER)));
        // Dead letters are then by the one executor that is left.
        stack.executor().close();
        kcat = new Kcat(stack.bootstrapServers());
        alice = stack.person("alice");
        node.on(stack).start();
    }

    @AfterAll
    static void stop() throws Exception {
        try (NodeExecutor last = node) {
            if (stack != null) {
                stack.close();
            }
        }
    }

    @Test
    void shouldGiveTheModelTheOutputOfItsTools() {
        String note = Stack.fresh("note");
        String conversation = stack.ask(
                "call slugify {\"text\":\"Ärger im Büro: 3 Töne\"}\ncall append_note {\"text\":\"" + note + "\"}");

        alice.awaitPending(conversation, 2).forEach(alice::approve);

        JsonNode answer = stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(answer.path("calls").path(0).path("output").asText()).isEqualTo("arger-im-buro-3-tone");
        assertThat(answer.path("calls").path(1).path("outcome").asText()).isEqualTo("SUCCEEDED");
        assertThat(node.noted()).containsOnlyOnce(note);
        assertThat(stack.results(conversation))
                .hasSize(2)
                .allSatisfy(
                        result -> assertThat(result.path("executor").asText()).isEqualTo(NodeExecutor.NAME));
    }

    @Test
    void shouldDoNothingForAnUnsignedCall() {
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String conversation = Stack.fresh("unsigned");
        String forged = TopicRecords.text(sample).replace(Stack.conversation(sample), conversation);

        kcat.produce(APPROVED, partition(conversation), conversation, Map.of(), forged);

        assertRefused(conversation, "not signed", sample);
    }

    @Test
    void shouldDoNothingWhenOneByteIsChanged() {
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String conversation = Stack.conversation(sample);
        String tampered = TopicRecords.text(sample).replace("\"text\":\"note", "\"text\":\"mote");

        kcat.produce(APPROVED, sample.partition(), conversation, signature(sample), tampered);

        assertRefused(conversation, "does not match the value", sample);
    }

    @Test
    void shouldDoNothingForWhatAnotherKeySigned() {
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String conversation = Stack.fresh("foreign");
        String forged = TopicRecords.text(sample).replace(Stack.conversation(sample), conversation);
        SigningKey foreign = SigningKey.load(stack.services().data().keys().executor(), KeyPairs.GATE_KID);

        produceSigned(foreign, conversation, forged);

        assertRefused(conversation, "does not match the value", sample);
    }

    @Test
    void shouldDoNothingForWhatWasWrittenLongAfterItsEnd() {
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String conversation = Stack.fresh("expired");

        produceSigned(gate(), conversation, expired(sample, conversation, Duration.ofHours(1)));

        assertRefused(conversation, "after it had expired", sample);
    }

    @Test
    void shouldSayThatAnApprovalHasJustExpired() {
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String conversation = Stack.fresh("just-expired");

        produceSigned(gate(), conversation, expired(sample, conversation, Duration.ofSeconds(2)));

        JsonNode result = stack.awaitResult(conversation, "call_0", Stack.SOON);
        assertThat(result.path("status").asText()).isEqualTo("REFUSED");
        assertThat(result.path("error").asText()).startsWith("not run: ask again");
        assertThat(node.noted()).containsOnlyOnce(noteOf(sample));
    }

    @Test
    void shouldRunAReplayedCallNowhereAgain() {
        ConsumerRecord<byte[], byte[]> sample = approvedSample();
        String conversation = Stack.conversation(sample);

        for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
            kcat.produce(APPROVED, partition, conversation, signature(sample), TopicRecords.text(sample));
        }

        List<ConsumerRecord<byte[], byte[]>> dead = stack.records()
                .await(
                        DEAD,
                        Topic.PARTITIONS,
                        Stack.SOON,
                        record -> Stack.conversation(record).equals(conversation));
        assertThat(dead.stream().map(NodeExecutorIT::reason))
                .containsOnlyOnce("it repeats a known call")
                .contains("it lies in another partition than its conversation's");
        assertThat(node.noted()).containsOnlyOnce(noteOf(sample));
        assertThat(stack.results(conversation)).hasSize(1);
    }

    @Test
    void shouldSayUnknownAndNotRunAgainWhenKilledInTheMiddle() throws IOException {
        node.stop();
        Files.deleteIfExists(node.notes());
        // Nobody reads the pipe: whoever opens it to write waits.
        Command.of("mkfifo", node.notes().toString()).succeed("");
        node.start();
        String conversation = stack.ask("call append_note {\"text\":\"in the middle\"}");
        alice.approve(alice.awaitPending(conversation));
        Await.untilTrue("the tool has been started", Stack.SOON, () -> node.hasEntered(conversation));

        node.kill();
        Files.delete(node.notes());
        long restarted = System.nanoTime();
        node.start();

        JsonNode result = stack.awaitResult(conversation, "call_0", Stack.SOON);
        System.out.printf("node executor back with its result after %d ms%n", millisSince(restarted));
        assertThat(result.path("status").asText()).isEqualTo("UNKNOWN");
        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
        String later = noteOf(approvedSample());
        assertThat(node.noted()).containsExactly(later);
        assertThat(stack.results(conversation)).hasSize(1);
    }

    @Test
    void shouldTakeUpAfterAnOrderlyStopWhatWasApprovedMeanwhile() {
        assertThat(node.stop()).isZero();
        String note = Stack.fresh("meanwhile");
        String conversation = stack.ask("call append_note {\"text\":\"" + note + "\"}");
        alice.approve(alice.awaitPending(conversation));

        node.start();

        assertThat(stack.awaitResult(conversation, "call_0", Stack.SOON)
                        .path("status")
                        .asText())
                .isEqualTo("SUCCEEDED");
        assertThat(node.noted()).containsOnlyOnce(note);
    }

    @Test
    void shouldNotRunTwiceBesideItself() {
        Command.Output sameLedger = node.runAnother();
        Command.Output otherLedger = node.runAnother("--ledger", "other.ledger");

        assertThat(sameLedger.status()).isEqualTo(1);
        assertThat(sameLedger.err()).contains("uses this ledger");
        assertThat(otherLedger.status()).isEqualTo(1);
        assertThat(otherLedger.err()).contains("another instance of node-executor runs");
    }

    @Test
    void shouldHoldToTheVectors() throws IOException {
        Path vectors = Stack.CHECKOUT.resolve("contract/src/test/resources").toAbsolutePath();

        Command.of("node", "--test")
                .in(node.folder())
                .with("VECTORS", vectors.toString())
                .succeed("");

        Path schema = Path.of("dev/countersign/contract/schema/approved-call.v1.json");
        assertThat(node.folder().resolve("approved-call.v1.json"))
                .hasSameTextualContentAs(
                        Stack.CHECKOUT.resolve("contract/src/main/resources").resolve(schema));
    }

    @Test
    void shouldExplainItself() {
        assertThat(Command.of("node", "executor.mjs", "--help")
                        .in(node.folder())
                        .succeed(""))
                .contains("--key FILE", "--trusted DIR");
        Command.Output nothing =
                Command.of("node", "executor.mjs").in(node.folder()).run("");
        assertThat(nothing.status()).isEqualTo(1);
        assertThat(nothing.err()).contains("--key is missing").doesNotContain("at ");
    }

    /** A note that went through gate and executor, as the gate approved it. */
    private static ConsumerRecord<byte[], byte[]> approvedSample() {
        String conversation = stack.ask("call append_note {\"text\":\"" + Stack.fresh("note") + "\"}");
        alice.approve(alice.awaitPending(conversation));
        stack.awaitAnswer(conversation, Stack.SOON);
        return stack.records()
                .await(
                        APPROVED,
                        Stack.SOON,
                        record -> Stack.conversation(record).equals(conversation));
    }

    private static String noteOf(ConsumerRecord<byte[], byte[]> approved) {
        return Json.read(TopicRecords.text(approved))
                .path("arguments")
                .path("text")
                .asText();
    }

    private static String expired(ConsumerRecord<byte[], byte[]> sample, String conversation, Duration ago) {
        JsonNode call = Json.read(TopicRecords.text(sample));
        Instant end = Instant.now().minus(ago);
        return TopicRecords.text(sample)
                .replace(Stack.conversation(sample), conversation)
                .replace(call.path("notAfter").toString(), "\"" + end + "\"")
                .replace(call.path("decidedAt").toString(), "\"" + end.minusSeconds(60) + "\"");
    }

    private static SigningKey gate() {
        return SigningKey.load(stack.services().data().keys().gate(), KeyPairs.GATE_KID);
    }

    private static void produceSigned(SigningKey key, String conversation, String value) {
        String signature = key.sign(SignedKind.APPROVED_CALL, value.getBytes(StandardCharsets.UTF_8));
        kcat.produce(APPROVED, partition(conversation), conversation, Map.of(EventHeaders.SIGNATURE, signature), value);
    }

    private static Map<String, String> signature(ConsumerRecord<byte[], byte[]> record) {
        return Map.of(
                EventHeaders.SIGNATURE,
                TopicRecords.header(record, EventHeaders.SIGNATURE).orElseThrow());
    }

    /** It is among the dead letters, and the only result and note are those of the call that it was made of. */
    private static void assertRefused(String conversation, String why, ConsumerRecord<byte[], byte[]> sample) {
        assertThat(reason(stack.records()
                        .await(
                                DEAD,
                                Stack.SOON,
                                record -> Stack.conversation(record).equals(conversation))))
                .contains(why);
        assertThat(stack.results(conversation)).hasSize(conversation.equals(Stack.conversation(sample)) ? 1 : 0);
        assertThat(node.noted()).containsOnlyOnce(noteOf(sample));
    }

    private static String reason(ConsumerRecord<byte[], byte[]> record) {
        return TopicRecords.header(record, DeadLetter.REASON).orElse("");
    }

    private static int partition(String conversation) {
        return Partitions.of(new ConversationId(conversation));
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}

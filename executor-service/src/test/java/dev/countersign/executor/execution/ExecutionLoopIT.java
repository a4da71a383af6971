package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExecutionLoopIT extends ApprovedOnABroker {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private ExecutionLoop loop;

    @BeforeEach
    void startLoop() {
        loop = start("executor-service-0");
        await().atMost(BOUND).until(loop::isReady);
    }

    @AfterEach
    void stopLoop() {
        loop.close();
    }

    @Test
    void shouldRunAnApprovedCallOnce() throws IOException {
        broker.write(gate.record(gate.call(conversation, "call_0", "twice", "{\"n\": 5}")));

        ToolResult result = onlyResult();
        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(result.output()).hasValue(Gate.json("10"));
        assertThat(result.attempt()).isEqualTo(1);
        assertThat(result.late()).isFalse();
        assertThat(result.instance()).hasValue("executor-service-0");
        assertThat(broker.states(conversation + "/call_0")).containsExactly("STARTED", "FINISHED");
        assertThat(runs()).containsExactly("twice " + conversation + "/call_0");
    }

    @Test
    void shouldRunCallsOfAllPartitions() {
        List<String> conversations =
                IntStream.range(0, 50).mapToObj(i -> conversation + i).toList();

        conversations.forEach(id -> broker.write(gate.record(gate.call(id, "c", "twice", "{\"n\": 1}"))));

        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(conversations)
                        .allSatisfy(id -> assertThat(broker.results(id)).hasSize(1)));
    }

    @Test
    void shouldSendForgeriesAndRepeatsToTheDeadLettersAndStillRunTheRealCall() throws IOException {
        ApprovedCall call = gate.call(conversation, "c", "twice", "{\"n\": 5}");
        ApprovedCall other = gate.call(conversation, "c", "twice", "{\"n\": 6}");
        ProducerRecord<byte[], byte[]> real = gate.record(call);
        ProducerRecord<byte[], byte[]> tampered = gate.record(other);
        broker.write(
                new ProducerRecord<>(real.topic(), real.partition(), real.key(), tampered.value(), real.headers()));
        broker.write(new ProducerRecord<>(real.topic(), real.partition(), real.key(), real.value()));

        broker.write(real);
        onlyResult();
        IntStream.range(0, Topic.PARTITIONS)
                .forEach(partition -> broker.write(
                        new ProducerRecord<>(real.topic(), partition, real.key(), real.value(), real.headers())));

        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(broker.deadLetters(conversation)).hasSize(2 + Topic.PARTITIONS));
        assertThat(broker.deadLetters(conversation))
                .filteredOn(reason -> reason.startsWith("it lies in another partition"))
                .hasSize(Topic.PARTITIONS - 1);
        assertThat(broker.deadLetters(conversation))
                .contains(
                        "its signature does not count: the signature does not match the value",
                        "it is not signed",
                        "it repeats a known call");
        assertThat(onlyResult().output()).hasValue(Gate.json("10"));
        assertThat(runs()).hasSize(1);
    }

    @Test
    void shouldRefuseAnExpiredApproval() throws IOException {
        broker.write(gate.record(gate.call(conversation, "c", "twice", "{\"n\": 5}", Duration.ofSeconds(-1))));

        ToolResult result = onlyResult();
        assertThat(result.status()).isEqualTo(Status.REFUSED);
        assertThat(result.error().orElseThrow())
                .startsWith("not run: ask again; the approval has expired: it was good until 20");
        assertThat(broker.starts(conversation)).isEmpty();
        assertThat(runs()).isEmpty();
    }

    @Test
    void shouldSayOfEveryAttemptThatItStarts() throws IOException {
        hold();
        broker.write(gate.record(gate.call(conversation, "c", "again", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> runs().size() == 2);

        release();

        ToolResult result = onlyResult();
        assertThat(broker.starts(conversation)).extracting(ToolStarted::attempt).containsExactly(1, 2);
        assertThat(broker.starts(conversation)).allSatisfy(started -> {
            assertThat(started.callId()).isEqualTo(result.callId());
            assertThat(started.tool()).isEqualTo(result.tool());
            assertThat(started.executor()).isEqualTo("executor-service");
            assertThat(started.instance()).hasValue("executor-service-0");
        });
        assertThat(result.startedAt())
                .hasValue(broker.starts(conversation).getLast().startedAt());
        assertThat(ofConversation())
                .extracting(record ->
                        EventHeaders.text(record.headers(), EventHeaders.TYPE).orElseThrow())
                .containsExactly(
                        EventType.TOOL_STARTED.typeName(),
                        EventType.TOOL_STARTED.typeName(),
                        EventType.TOOL_RESULT.typeName());
        assertThat(ofConversation())
                .extracting(record ->
                        EventHeaders.text(record.headers(), EventHeaders.ID).orElseThrow())
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldSayWhatRanWhereAPersonChangedTheArguments() throws IOException {
        ApprovedCall proposed = gate.call(conversation, "c", "twice", "{\"n\": 5}");

        broker.write(gate.record(gate.edited(proposed, "{\"n\": 3}")));

        assertThat(onlyResult().output()).hasValue(Gate.json("6"));
        assertThat(onlyResult().editedArguments()).hasValue(Gate.json("{\"n\": 3}"));
    }

    @Test
    void shouldFitTheLongestOutputBesideTheLongestEditedArguments() {
        String text = "x".repeat(ToolRequest.MAX_ARGUMENTS_BYTES - "{\"text\":\"\"}".length());
        ApprovedCall proposed = gate.call(conversation, "c", "endless", "{\"text\": \"\"}");

        broker.write(gate.record(gate.edited(proposed, "{\"text\": \"" + text + "\"}")));

        assertThat(onlyResult().editedArguments().orElseThrow().text()).hasSize(ToolRequest.MAX_ARGUMENTS_BYTES);
        assertThat(ofConversation().getLast().value().length)
                .isGreaterThan(ToolResult.MAX_OUTPUT_BYTES)
                .isLessThan(Topic.TOOL_RESULTS.maxValueBytes());
    }

    @Test
    void shouldPassOnNoTraceThatIsNone() {
        ProducerRecord<byte[], byte[]> record = gate.record(gate.call(conversation, "c", "twice", "{\"n\": 5}"));
        EventHeaders.put(record.headers(), EventHeaders.TRACEPARENT, "no trace");

        broker.write(record);

        onlyResult();
        assertThat(ofConversation())
                .allSatisfy(sent -> assertThat(EventHeaders.text(sent.headers(), EventHeaders.TRACEPARENT))
                        .isEmpty());
    }

    @Test
    void shouldReportWhatAToolThrows() {
        broker.write(gate.record(gate.call(conversation, "c", "broken", "{}")));

        ToolResult result = onlyResult();
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.error()).hasValue("out of order");
    }

    @Test
    void shouldNotLetASlowToolHoldUpOthers() throws IOException {
        hold();
        broker.write(gate.record(gate.call(conversation, "slow", "once", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> !runs().isEmpty());

        broker.write(gate.record(gate.call(conversation, "quick", "twice", "{\"n\": 1}")));

        assertThat(onlyResult().callId().value()).isEqualTo("quick");
        release();
        await().atMost(BOUND).until(() -> broker.results(conversation).size() == 2);
    }

    @Test
    void shouldDeferCallsOfAToolWithoutAFreeSlotAndTakeThemUpInOrder() throws IOException {
        hold();
        for (String call : List.of("1", "2", "3")) {
            broker.write(gate.record(gate.call(conversation, call, "narrow", "{\"text\": \"x\"}")));
        }
        await().atMost(BOUND).until(() -> broker.states(conversation + "/3").contains("DEFERRED"));
        assertThat(runs()).hasSize(1);

        release();

        await().atMost(BOUND).until(() -> broker.results(conversation).size() == 3);
        assertThat(broker.states(conversation + "/3")).containsExactly("DEFERRED", "STARTED", "FINISHED");
        assertThat(broker.results(conversation))
                .extracting(result -> result.callId().value())
                .containsExactly("1", "2", "3");
    }

    @Test
    void shouldAnswerUnknownForATimedOutToolThatMustNotBeRepeated() throws IOException {
        hold();

        broker.write(gate.record(gate.call(conversation, "c", "once", "{\"text\": \"x\"}")));

        ToolResult result = onlyResult();
        assertThat(result.status()).isEqualTo(Status.UNKNOWN);
        assertThat(result.error()).hasValue("timed out after 3 s; it may have run");
        release();
        assertThat(runs()).hasSize(1);
    }

    @Test
    void shouldRunATimedOutIdempotentToolAgain() throws IOException {
        hold();
        broker.write(gate.record(gate.call(conversation, "c", "again", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> runs().size() == 2);

        release();

        ToolResult result = onlyResult();
        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(result.attempt()).isEqualTo(2);
        assertThat(runs()).containsOnly("again " + conversation + "/c");
    }

    @Test
    void shouldKnowItsCallsAfterARestart() throws IOException {
        ProducerRecord<byte[], byte[]> record = gate.record(gate.call(conversation, "c", "twice", "{\"n\": 5}"));
        broker.write(record);
        onlyResult();
        loop.close();

        loop = start("executor-service-0");
        broker.write(record);

        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(broker.deadLetters(conversation)).containsExactly("it repeats a known call"));
        assertThat(runs()).hasSize(1);
    }

    @Test
    void shouldWaitForAnOpenTransactionOnAPartitionsLedgerAndServeTheOthers() throws IOException {
        loop.close();
        ApprovedCall call = gate.call(conversation, "c", "once", "{\"text\": \"x\"}");
        int place = Partitions.of(call.conversationId());
        String elsewhere = IntStream.range(0, 1000)
                .mapToObj(i -> conversation + "-" + i)
                .filter(id -> Partitions.of(new ConversationId(id)) != place)
                .findFirst()
                .orElseThrow();
        try (FormerOwner former = new FormerOwner(kafka.bootstrapServers())) {
            former.startWithoutCommit(call);
            loop = start("executor-service-0");
            broker.write(gate.record(call));
            broker.write(gate.record(gate.call(elsewhere, "c", "twice", "{\"n\": 1}")));

            await().atMost(BOUND).until(() -> broker.results(elsewhere).size() == 1);
            assertThat(broker.deadLetters(conversation)).isEmpty();
            assertThat(loop.isReady()).isFalse();
            former.commit();
        }

        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(broker.deadLetters(conversation)).containsExactly("it repeats a known call"));
        assertThat(runs()).containsExactly("twice " + elsewhere + "/c");
        assertThat(onlyResult().status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void shouldForgetAClosedCallAndThenLetItsRecordRefuseItself() throws IOException {
        ProducerRecord<byte[], byte[]> record =
                gate.record(gate.call(conversation, "c", "twice", "{\"n\": 5}", Duration.ofSeconds(-1)));
        broker.write(record);
        assertThat(onlyResult().status()).isEqualTo(Status.REFUSED);

        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(broker.states(conversation + "/c")).containsExactly("FINISHED", "DROPPED"));
        broker.write(record);

        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(broker.deadLetters(conversation))
                        .containsExactly("it was written after it had expired"));
        assertThat(runs()).isEmpty();
    }

    @Test
    void shouldKnowARepeatThatWasWrittenBeforeTheCallCouldBeForgotten() throws IOException {
        ApprovedCall call = gate.call(conversation, "c", "twice", "{\"n\": 5}", Duration.ofSeconds(3));
        ProducerRecord<byte[], byte[]> record = gate.record(call);
        broker.write(record);
        assertThat(onlyResult().status()).isEqualTo(Status.SUCCEEDED);
        loop.close();
        Instant forgettable = call.notAfter().plus(ExecutorUnderTest.SKEW.multipliedBy(2));
        try (FormerOwner open = new FormerOwner(kafka.bootstrapServers())) {
            open.writeWithoutCommit(record);
            broker.write(record);
            await().atMost(BOUND).until(() -> Instant.now().isAfter(forgettable));

            loop = start("executor-service-0");
            await().atMost(BOUND).until(loop::isReady);
            await().atMost(BOUND)
                    .during(Duration.ofSeconds(3))
                    .until(() -> broker.states(conversation + "/c").equals(List.of("STARTED", "FINISHED")));
        }

        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(broker.deadLetters(conversation)).containsExactly("it repeats a known call"));
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(broker.states(conversation + "/c"))
                        .containsExactly("STARTED", "FINISHED", "DROPPED"));
        onlyResult();
    }

    @Test
    void shouldCarryTheTraceOn() {
        broker.write(gate.record(gate.call(conversation, "c", "twice", "{\"n\": 5}")));

        onlyResult();

        assertThat(ofConversation()).hasSize(2).allSatisfy(record -> {
            assertThat(EventHeaders.text(record.headers(), EventHeaders.TRACEPARENT))
                    .hasValue("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            assertThat(record.partition()).isEqualTo(Partitions.of(new ConversationId(conversation)));
        });
    }

    private ExecutionLoop start(String instance) {
        return ExecutorUnderTest.start(kafka.bootstrapServers(), keys.trusted(), tools, instance);
    }

    /** All of its records on {@code tool-results}, in order. */
    private List<ConsumerRecord<byte[], byte[]>> ofConversation() {
        return broker.records(Topic.TOOL_RESULTS.topicName()).stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(conversation))
                .toList();
    }

    private ToolResult onlyResult() {
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !broker.results(conversation).isEmpty());
        assertThat(broker.results(conversation)).hasSize(1);
        return broker.results(conversation).getFirst();
    }

    private List<String> runs() throws IOException {
        Path file = dir.resolve("runs");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private void hold() throws IOException {
        Files.createFile(dir.resolve("hold"));
    }

    private void release() throws IOException {
        Files.delete(dir.resolve("hold"));
    }
}

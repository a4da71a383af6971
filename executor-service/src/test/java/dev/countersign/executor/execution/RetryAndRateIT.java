package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that are tried again, kept to a rate, handed back at a stop, and replayed. */
class RetryAndRateIT extends ApprovedOnABroker {

    private static final Duration BOUND = Duration.ofSeconds(40);

    private final List<ExecutionLoop> loops = new ArrayList<>();

    @AfterEach
    void stopAll() {
        loops.forEach(ExecutionLoop::close);
    }

    @Test
    void shouldTryAgainAsLateAsTheOtherSideHasAskedFor() throws IOException {
        hold();
        loop("executor-service-0");
        broker.write(gate.record(gate.call(conversation, "c", "flaky", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> broker.states(conversation + "/c").contains("BACKOFF"));
        release();

        assertThat(onlyResult("c").status()).isEqualTo(Status.SUCCEEDED);

        List<Instant> starts =
                broker.starts(conversation).stream().map(ToolStarted::startedAt).toList();
        assertThat(Duration.between(starts.get(0), starts.get(1)))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    void shouldSayFailedWhenEveryAttemptHasFailed() throws IOException {
        hold();
        loop("executor-service-0");

        broker.write(gate.record(gate.call(conversation, "c", "flaky", "{\"text\": \"x\"}")));

        ToolResult result = onlyResult("c");
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.error()).hasValue("HTTP 503: busy");
        assertThat(result.attempt()).isEqualTo(3);
        release();
    }

    @Test
    void shouldStartNoMoreThanTheRateAndNotHoldUpOthers() {
        loop("executor-service-0");
        List<String> calls = IntStream.range(0, 16).mapToObj(i -> "m" + i).toList();
        calls.forEach(id -> broker.write(gate.record(gate.call(conversation, id, "metered", "{\"text\": \"x\"}"))));

        broker.write(gate.record(gate.call(conversation, "quick", "twice", "{\"n\": 1}")));

        await().atMost(BOUND).until(() -> result("quick").size() == 1);
        assertThat(broker.results(conversation)).hasSizeLessThan(16);
        await().atMost(BOUND).until(() -> broker.results(conversation).size() == 17);
        List<Instant> starts = broker.starts(conversation).stream()
                .filter(start -> start.callId().value().startsWith("m"))
                .map(ToolStarted::startedAt)
                .sorted()
                .toList();
        assertThat(starts).hasSize(16);
        // The sixth of any six comes at least a period after the first, give or take how far the two clocks drift.
        IntStream.range(0, starts.size() - 5)
                .forEach(i -> assertThat(Duration.between(starts.get(i), starts.get(i + 5)))
                        .isGreaterThan(Duration.ofMillis(1_950)));
    }

    @Test
    void shouldHandBackWhatStillRunsAtTheStop() throws IOException {
        tools = TestTools.registry(dir, Duration.ofSeconds(60));
        gate = new Gate(gate.key(), tools);
        hold();
        ExecutionLoop stopped = loop("executor-service-0");
        broker.write(gate.record(gate.call(conversation, "again", "again", "{\"text\": \"x\"}")));
        broker.write(gate.record(gate.call(conversation, "once", "deaf", "{\"text\": \"x\"}")));
        broker.write(gate.record(gate.call(conversation, "narrow1", "narrow", "{\"text\": \"x\"}")));
        broker.write(gate.record(gate.call(conversation, "narrow2", "narrow", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> runs().size() == 3);
        await().atMost(BOUND)
                .until(() -> broker.states(conversation + "/narrow2").contains("DEFERRED"));

        Instant stop = Instant.now();
        stopped.close();
        assertThat(Duration.between(stop, Instant.now())).isLessThan(Duration.ofSeconds(10));

        await().atMost(BOUND)
                .until(() -> result("once").size() == 1 && result("narrow1").size() == 1);
        assertThat(result("once").getFirst().status()).isEqualTo(Status.UNKNOWN);
        assertThat(result("once").getFirst().error()).hasValue("stopped while it ran; it may have run");
        assertThat(broker.states(conversation + "/again")).containsExactly("STARTED", "BACKOFF");
        release();
        loop("executor-service-1");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> result("again").size() == 1 && result("narrow2").size() == 1);
        assertThat(result("again").getFirst().attempt()).isEqualTo(2);
        assertThat(broker.results(conversation)).hasSize(4).noneMatch(ToolResult::late);
    }

    @Test
    void shouldPublishAnEarlierAttemptsReturnAsLateOnceWhileTheNextRuns() throws IOException {
        hold();
        loop("executor-service-0");
        broker.write(gate.record(gate.call(conversation, "c", "stubborn", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> runs().size() == 2);

        release();

        await().atMost(BOUND).until(() -> broker.results(conversation).size() == 2);
        assertThat(broker.results(conversation))
                .extracting(ToolResult::attempt, ToolResult::late)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(1, true), org.assertj.core.groups.Tuple.tuple(2, false));
        assertThat(broker.results(conversation)).allMatch(result -> result.status() == Status.SUCCEEDED);
    }

    @Test
    void shouldRunNothingAgainWhenTheLogIsReplayed() throws Exception {
        ExecutionLoop first = loop("executor-service-0");
        broker.write(gate.record(gate.call(conversation, "kept", "twice", "{\"n\": 1}")));
        broker.write(gate.record(gate.call(conversation, "forgotten", "twice", "{\"n\": 1}", Duration.ofSeconds(3))));
        await().atMost(BOUND).until(() -> broker.results(conversation).size() == 2);
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(broker.states(conversation + "/forgotten"))
                        .containsExactly("STARTED", "FINISHED", "DROPPED"));
        List<String> before = runs();
        first.close();

        rewind();
        loop("executor-service-0");

        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(broker.deadLetters(conversation)).contains("it repeats a known call"));
        broker.write(gate.record(gate.call(conversation, "after", "twice", "{\"n\": 1}")));
        await().atMost(BOUND).until(() -> result("after").size() == 1);
        assertThat(result("kept")).hasSize(1);
        assertThat(result("forgotten")).hasSize(1);
        assertThat(broker.deadLetters(conversation))
                .contains("it expired so long ago that nobody here knows whether it has run");
        assertThat(runs()).hasSize(before.size() + 1);
    }

    private static void rewind() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.alterConsumerGroupOffsets(
                            "executor-service",
                            IntStream.range(0, Topic.PARTITIONS)
                                    .boxed()
                                    .collect(Collectors.toMap(
                                            partition ->
                                                    new TopicPartition(Topic.APPROVED_CALLS.topicName(), partition),
                                            partition -> new OffsetAndMetadata(0))))
                    .all()
                    .get();
        }
    }

    private ExecutionLoop loop(String instance) {
        ExecutionLoop loop = ExecutorUnderTest.start(kafka.bootstrapServers(), keys.trusted(), tools, instance);
        loops.add(loop);
        await().atMost(BOUND).until(loop::isReady);
        return loop;
    }

    private List<ToolResult> result(String call) {
        return broker.results(conversation).stream()
                .filter(result -> result.callId().value().equals(call))
                .toList();
    }

    private ToolResult onlyResult(String call) {
        await().atMost(BOUND).until(() -> !result(call).isEmpty());
        assertThat(result(call)).hasSize(1);
        return result(call).getFirst();
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

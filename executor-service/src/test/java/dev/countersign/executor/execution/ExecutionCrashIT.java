package dev.countersign.executor.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Executors that are killed, paused, joined and cut off in the middle of a run. */
class ExecutionCrashIT extends ApprovedOnABroker {

    private static final Duration BOUND = Duration.ofSeconds(40);

    private final List<ChildProcess> processes = new ArrayList<>();
    private final List<ExecutionLoop> loops = new ArrayList<>();

    @AfterEach
    void stopAll() {
        loops.forEach(ExecutionLoop::close);
        processes.forEach(ChildProcess::kill);
    }

    @Test
    void shouldAnswerUnknownAndNotRepeatWhenKilledInTheMiddleOfARun() throws IOException {
        hold();
        ChildProcess killed = process("executor-service-0");
        ApprovedCall proposed = gate.call(conversation, "c", "once", "{\"text\": \"x\"}");
        broker.write(gate.record(gate.edited(proposed, "{\"text\": \"y\"}")));
        await().atMost(BOUND).until(() -> runs().size() == 1);

        killed.kill();
        process("executor-service-0");

        ToolResult result = onlyResult(conversation);
        assertThat(result.status()).isEqualTo(Status.UNKNOWN);
        assertThat(result.error().orElseThrow()).contains("never heard of again");
        assertThat(result.editedArguments()).hasValue(Gate.json("{\"text\": \"y\"}"));
        assertThat(broker.starts(conversation)).hasSize(1);
        release();
        assertThat(runs()).hasSize(1);
    }

    @Test
    void shouldRunAnIdempotentToolAgainWhenKilledInTheMiddleOfARun() throws IOException {
        hold();
        ChildProcess killed = process("executor-service-0");
        broker.write(gate.record(gate.call(conversation, "c", "again", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> runs().size() == 1);

        killed.kill();
        release();
        process("executor-service-0");

        ToolResult result = onlyResult(conversation);
        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(result.attempt()).isEqualTo(2);
        assertThat(broker.starts(conversation)).extracting(ToolStarted::attempt).containsExactly(1, 2);
        assertThat(runs()).hasSize(2).containsOnly("again " + conversation + "/c");
    }

    @Test
    void shouldGoOnWhenKilledBetweenTwoAttempts() throws IOException {
        hold();
        ChildProcess killed = process("executor-service-0");
        broker.write(gate.record(gate.call(conversation, "c", "flaky", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> broker.states(conversation + "/c").contains("BACKOFF"));

        killed.kill();
        release();
        process("executor-service-0");

        ToolResult result = onlyResult(conversation);
        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(result.attempt()).isEqualTo(2);
        assertThat(broker.states(conversation + "/c")).containsExactly("STARTED", "BACKOFF", "STARTED", "FINISHED");
        assertThat(runs()).hasSize(2).containsOnly("flaky " + conversation + "/c");
    }

    @Test
    void shouldTakeOverFromAPausedInstanceWhoseResultIsThenLate() throws IOException {
        hold();
        ChildProcess paused = process("executor-service-0");
        broker.write(gate.record(gate.call(conversation, "c", "deaf", "{\"text\": \"x\"}")));
        await().atMost(BOUND).until(() -> runs().size() == 1);

        paused.pause();
        release();
        loop("executor-service-1");
        await().atMost(BOUND).until(() -> !broker.results(conversation).isEmpty());
        paused.resume();

        await().atMost(BOUND).until(() -> broker.results(conversation).size() == 2);
        assertThat(broker.results(conversation)).extracting(ToolResult::late).containsExactly(false, true);
        assertThat(broker.results(conversation))
                .extracting(ToolResult::status)
                .containsExactly(Status.UNKNOWN, Status.SUCCEEDED);
        assertThat(broker.states(conversation + "/c")).containsExactly("STARTED", "UNKNOWN");
        assertThat(runs()).hasSize(1);
        ExecutionLoop survivor = loops.getFirst();
        assertThat(survivor.isReady()).isTrue();
        assertServes();
    }

    @Test
    void shouldLetAFormerOwnerFinishWhatItStarted() throws IOException {
        List<String> conversations = conversations(24);
        hold();
        loop("executor-service-0");
        conversations.forEach(id -> broker.write(gate.record(gate.call(id, "c", "once", "{\"text\": \"x\"}"))));
        await().atMost(BOUND).until(() -> runs().size() == conversations.size());

        loop("executor-service-1");
        release();

        for (String id : conversations) {
            ToolResult result = onlyResult(id);
            assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
            assertThat(result.late()).isFalse();
            assertThat(result.instance()).hasValue("executor-service-0");
        }
        assertThat(runs()).hasSize(conversations.size());
        assertServes();
    }

    @Test
    void shouldEnterEachEndOnceWhenTheBrokerIsKilledUnderIt() throws IOException {
        List<String> conversations = conversations(12);
        hold();
        loop("executor-service-0");
        conversations.forEach(id -> broker.write(gate.record(gate.call(id, "c", "once", "{\"text\": \"x\"}"))));
        await().atMost(BOUND).until(() -> runs().size() == conversations.size());

        kafka.kill();
        release();
        kafka.restart();

        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(conversations)
                        .allSatisfy(id -> assertThat(broker.results(id)).isNotEmpty()));
        assertThat(conversations)
                .allSatisfy(id -> assertThat(broker.results(id)).hasSize(1).allMatch(result -> !result.late()));
        assertThat(runs()).hasSize(conversations.size());
        assertServes();
    }

    @Test
    void shouldRunEachCallOnceWhenCommitsAreInDoubt() throws IOException {
        List<String> conversations = conversations(200);
        loop("executor-service-0");
        conversations
                .subList(0, 100)
                .forEach(id -> broker.send(gate.record(gate.call(id, "c", "twice", "{\"n\": 1}"))));
        await().atMost(BOUND).pollInterval(Duration.ofMillis(1)).until(() -> !runs().isEmpty());

        kafka.process().pause();
        conversations
                .subList(100, 200)
                .forEach(id -> broker.send(gate.record(gate.call(id, "c", "once", "{\"text\": \"x\"}"))));
        await().atMost(BOUND).until(() -> !loops.getFirst().isReady());
        kafka.process().resume();

        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(conversations)
                        .allSatisfy(id -> assertThat(broker.results(id)).isNotEmpty()));
        assertThat(conversations).allSatisfy(id -> {
            assertThat(broker.results(id)).filteredOn(result -> !result.late()).hasSize(1);
            assertThat(broker.results(id)).allMatch(result -> result.status() == Status.SUCCEEDED);
        });
        assertThat(runs().stream().filter(run -> run.startsWith("once"))).doesNotHaveDuplicates();
        assertServes();
    }

    @Test
    void shouldNotFenceAnInstanceAgainAndAgainWhileItsLostCallWaitsForASlot() throws IOException {
        tools = TestTools.registry(dir, Duration.ofSeconds(30));
        gate = new Gate(gate.key(), tools);
        ApprovedCall lost = gate.call(conversation, "lost", "again", "{\"text\": \"x\"}");
        ApprovedCall unknown = gate.call(conversation, "unknown", "again", "{\"text\": \"x\"}");
        hold();
        loop("executor-service-0");
        conversations(8).forEach(id -> broker.write(gate.record(gate.call(id, "c", "again", "{\"text\": \"x\"}"))));
        await().atMost(BOUND).until(() -> runs().size() == 8);

        try (FormerOwner killed = new FormerOwner(kafka.bootstrapServers())) {
            killed.start(lost, 3, Instant.now().minusSeconds(60));
            await().atMost(BOUND).until(() -> killed.isFenced(unknown));
        }
        try (FormerOwner restarted = new FormerOwner(kafka.bootstrapServers())) {
            await().atMost(BOUND).during(Duration.ofMillis(2_500)).until(() -> !restarted.isFenced(unknown));
        }
        assertThat(broker.results(conversation)).isEmpty();
        release();

        ToolResult result = onlyResult(conversation);
        assertThat(result.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(result.attempt()).isEqualTo(2);
    }

    private void assertServes() {
        broker.write(gate.record(gate.call(conversation + "-after", "c", "twice", "{\"n\": 1}")));
        assertThat(onlyResult(conversation + "-after").status()).isEqualTo(Status.SUCCEEDED);
    }

    private List<String> conversations(int count) {
        return IntStream.range(0, count).mapToObj(i -> conversation + "-" + i).toList();
    }

    private void loop(String instance) {
        ExecutionLoop loop = ExecutorUnderTest.start(kafka.bootstrapServers(), keys.trusted(), tools, instance);
        loops.add(loop);
        await().atMost(BOUND).until(loop::isReady);
    }

    private ChildProcess process(String instance) {
        ChildProcess process = ChildProcess.start(new ChildSpec(
                instance,
                JavaCommand.ofClass(
                        ExecutorUnderTest.class,
                        List.of("-Xmx128m", "-XX:+UseSerialGC"),
                        List.of(kafka.bootstrapServers(), keys.trusted().toString(), dir.toString(), instance)),
                Map.of(),
                dir,
                Path.of("target", "executor-under-test.log").toAbsolutePath()));
        processes.add(process);
        return process;
    }

    private ToolResult onlyResult(String id) {
        await().atMost(BOUND).until(() -> !broker.results(id).isEmpty());
        assertThat(broker.results(id)).hasSize(1);
        return broker.results(id).getFirst();
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

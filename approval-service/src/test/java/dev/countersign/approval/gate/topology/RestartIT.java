package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Terms;
import dev.countersign.approval.gate.Voter;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pending stays pending and can be decided, whichever instance is there and whether its disk is. */
class RestartIT {

    private static final String NAME = "approval-service-0";

    @TempDir
    static Path dir;

    private static GateStack stack;

    @BeforeAll
    static void start() {
        stack = GateStack.start(dir);
        stack.offer(Tools.COUNT_EMAILS);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void shouldDecideAfterRestartWithStateKept() {
        Approval pending;
        try (GateStack.Instance before = stack.instance(NAME)) {
            assertThat(before.gate().isRunning()).isTrue();
            pending = propose("kept");
        }

        try (GateStack.Instance after = stack.instance(NAME)) {
            assertThat(after.ask(approve(pending))).isInstanceOf(GateOutcome.Accepted.class);
        }
    }

    @Test
    void shouldDecideAfterDiskIsLost() throws IOException {
        Approval pending;
        try (GateStack.Instance before = stack.instance(NAME)) {
            assertThat(before.gate().isRunning()).isTrue();
            pending = propose("lost");
        }
        delete(dir.resolve("state-" + NAME));

        try (GateStack.Instance after = stack.instance(NAME)) {
            assertThat(after.ask(approve(pending))).isInstanceOf(GateOutcome.Accepted.class);
            assertThat(after.ask(approve(pending))).isInstanceOf(GateOutcome.Accepted.class);
        }
        assertThat(stack.all("approved-calls", record -> about(record, "lost"))).hasSize(1);
    }

    @Test
    void shouldExpireWhatBecameDueWhileItWasDown() {
        Terms soon = new Terms(Duration.ofSeconds(2), Duration.ofHours(1), Terms.SILENCE, Terms.RETENTION);
        Approval pending;
        try (GateStack.Instance before = stack.instance(NAME, soon)) {
            assertThat(before.gate().isRunning()).isTrue();
            pending = propose("due");
        }

        try (GateStack.Instance after = stack.instance(NAME, soon)) {
            stack.await("rejected-calls", record -> about(record, "due"));
            assertThat(after.ask(approve(pending)))
                    .isInstanceOfSatisfying(
                            GateOutcome.Refused.class,
                            refused -> assertThat(refused.kind()).isEqualTo(GateOutcome.Refusal.EXPIRED));
        }
    }

    private static Approval propose(String conversation) {
        stack.send(Topic.TOOL_REQUESTS, null, """
                {"callId":"call_0","conversationId":"%s","tool":"count_emails","arguments":{"last_n_days":5}}""".formatted(conversation));
        return MainPathIT.card(stack.await("approvals", record -> about(record, conversation + "/call_0")));
    }

    private static boolean about(ConsumerRecord<byte[], byte[]> record, String key) {
        return new String(record.key(), StandardCharsets.UTF_8).equals(key);
    }

    private static GateCommand.DecideCall approve(Approval card) {
        return GateCommand.DecideCall.of(
                new CommandId(UUID.randomUUID()),
                new Voter("bob", Set.of(), false, "web"),
                card.conversationId(),
                new SeenCall(
                        card.callId(), card.argumentsDigest(), card.toolDigest().orElseThrow()),
                Verb.APPROVE);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

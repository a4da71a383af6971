package dev.countersign.approval.gate.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.command.ControlReplies;
import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.GrantPattern;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Control changes that one of two instances sends hold in every partition, whichever instance has it, and stay. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoInstancesIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String GRANTS = """
            version: 1
            defaults:
              requesterMustDiffer: false
              grants: {longest: 1h, uses: 5}
            rules: []
            """;
    private static final String NOTHING = """
            version: 1
            rules:
              - name: nothing
                tool: "*"
                deny: {message: nothing today}
            """;

    @TempDir
    static Path dir;

    private static GateStack stack;
    private static GateStack.Instance one;
    private static GateStack.Instance other;
    private static int round;

    @BeforeAll
    static void start() {
        stack = GateStack.start(dir);
        stack.offer(Tools.COUNT_EMAILS);
        one = stack.instance("approval-service-0");
        other = stack.instance("approval-service-1");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    @Order(1)
    void shouldSetTheSwitchEverywhere() {
        applied(one, set(SwitchMode.DENY));
        assertThat(proposeEverywhere()).containsOnly(Approval.Status.DENIED);

        applied(other, set(SwitchMode.OPEN));
        assertThat(proposeEverywhere()).containsOnly(Approval.Status.PENDING);
    }

    @Test
    @Order(2)
    void shouldActivateAPolicyEverywhere() {
        applied(one, activate(NOTHING, Optional.empty()));
        assertThat(proposeEverywhere()).containsOnly(Approval.Status.DENIED);

        applied(other, activate(GRANTS, Optional.of(Digest.ofText(NOTHING))));
        assertThat(proposeEverywhere()).containsOnly(Approval.Status.PENDING);
        assertThat(send(one, activate(NOTHING, Optional.of(Digest.ofText("another"))))
                        .values())
                .hasSize(Topic.PARTITIONS)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(ControlOutcome.Refused.class));
    }

    @Test
    @Order(3)
    void shouldTakeAGrantBackEverywhere() {
        List<Grant> grants = everywhere("granted").map(TwoInstancesIT::grant).toList();
        grants.forEach(grant -> applied(one, new ControlCommand.MakeGrant(grant.id(), grant)));
        assertThat(propose("granted", "a")).containsOnly(Approval.Status.APPROVED);

        grants.forEach(grant -> applied(
                other,
                new ControlCommand.RevokeGrant(UUID.randomUUID().toString(), grant.id(), root(), Optional.empty())));
        assertThat(propose("granted", "b")).containsOnly(Approval.Status.PENDING);
    }

    @Test
    @Order(4)
    void shouldKeepItOverRestartsAndNameThePartitionsThatAreNotThere() {
        applied(one, set(SwitchMode.DENY));
        one.gate().close();
        other.gate().close();

        ControlReplies replies = one.sender().sendControl(set(SwitchMode.HOLD));
        SortedMap<Integer, ControlOutcome> atOnce = replies.await(Duration.ofSeconds(1));
        assertThat(ControlReplies.missing(atOnce)).containsExactly(0, 1, 2, 3, 4, 5);

        try (GateStack.Instance again = stack.instance("approval-service-0")) {
            assertThat(again.gate().isRunning()).isTrue();
            assertThat(replies.await(BOUND)).hasSize(Topic.PARTITIONS);
            applied(again, set(SwitchMode.DENY));
        }
        try (GateStack.Instance last = stack.instance("approval-service-0")) {
            assertThat(last.gate().isRunning()).isTrue();
            assertThat(proposeEverywhere()).containsOnly(Approval.Status.DENIED);
        }
    }

    private static void applied(GateStack.Instance sender, ControlCommand command) {
        assertThat(send(sender, command).values())
                .hasSize(Topic.PARTITIONS)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(ControlOutcome.Applied.class));
    }

    private static SortedMap<Integer, ControlOutcome> send(GateStack.Instance sender, ControlCommand command) {
        return sender.sender().sendControl(command).await(BOUND);
    }

    /** A conversation in each partition. */
    private static Stream<ConversationId> everywhere(String prefix) {
        return IntStream.range(0, Topic.PARTITIONS)
                .mapToObj(partition -> IntStream.iterate(0, number -> number + 1)
                        .mapToObj(number -> new ConversationId(prefix + "-" + number))
                        .filter(conversation -> Partitions.of(conversation) == partition)
                        .findFirst()
                        .orElseThrow());
    }

    private static Stream<Approval.Status> proposeEverywhere() {
        return propose("round-" + round++, "a");
    }

    /** How calls stand that are proposed in a conversation in each partition. */
    private static Stream<Approval.Status> propose(String conversations, String call) {
        List<String> keys = everywhere(conversations)
                .map(conversation -> conversation + "/" + call)
                .toList();
        everywhere(conversations)
                .forEach(conversation -> stack.send(Topic.TOOL_REQUESTS, null, """
                {"callId":"%s","conversationId":"%s","tool":"count_emails","arguments":{"last_n_days":5}}""".formatted(call, conversation)));
        return stack
                .awaitAll(
                        "approvals",
                        Topic.PARTITIONS,
                        record -> keys.contains(new String(record.key(), StandardCharsets.UTF_8)))
                .stream()
                .map(record -> MainPathIT.card(record).status());
    }

    private static Grant grant(ConversationId conversation) {
        return new Grant(
                "g-" + conversation,
                Tools.COUNT_EMAILS.name(),
                Tools.COUNT_EMAILS.digest(),
                "default",
                GrantPattern.exactly(Tools.json("{\"last_n_days\":5}").digest()),
                Optional.of(conversation),
                Optional.empty(),
                Instant.now().plus(Duration.ofHours(1)),
                Optional.of(5),
                new Decider("bob", Instant.now(), "web"),
                new CallKey(conversation, new CallId("x")));
    }

    private static ControlCommand set(SwitchMode mode) {
        return new ControlCommand.SetSwitch(UUID.randomUUID().toString(), mode, root(), "looks odd");
    }

    private static ControlCommand activate(String text, Optional<Digest> replaces) {
        return new ControlCommand.ActivatePolicy(
                UUID.randomUUID().toString(), Digest.ofText(text), text, replaces, root());
    }

    private static Decider root() {
        return new Decider("root", Instant.now(), "http");
    }
}

package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.launch.ServiceKind;
import dev.countersign.local.launch.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code kill -9} of each service in each phase of a conversation, then restart: nothing lost, nothing doubled, pending
 * calls still pending and decidable. Phases are held open from outside, never hit by timing.
 */
class CrashIT {
    private static final Duration RECOVERY = Duration.ofSeconds(15);
    /** Of broker and all services at once, whose JVMs share the cores while they start. */
    private static final Duration WHOLE_RECOVERY = Duration.ofSeconds(30);

    private static Stack stack;
    private static Path hold;

    @BeforeAll
    static void start() throws IOException {
        hold = Files.createTempDirectory("countersign-hold-").resolve("hold");
        stack = Stack.start(config -> config.withExtra(
                ServiceKind.EXECUTOR,
                Map.of(
                        "COUNTERSIGN_MAILBOX_HOLD_FILE", hold.toString(),
                        "COUNTERSIGN_TOOLS_COUNT_EMAILS_TIMEOUT", "PT5S",
                        "COUNTERSIGN_TOOLS_SEND_EMAIL_TIMEOUT", "PT5S")));
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        Files.deleteIfExists(hold.getParent());
    }

    @BeforeEach
    void openEverything() throws IOException {
        Files.deleteIfExists(hold);
        stack.model().release();
    }

    @ParameterizedTest
    @EnumSource(ServiceKind.class)
    void shouldGoOnWhenKilledWhileTheModelIsAsked(ServiceKind killed) {
        String marker = Stack.fresh("asked");
        stack.model().hold();
        String conversation = stack.ask(prompt(marker));
        Await.untilTrue(
                "the model is asked",
                Stack.SOON,
                () -> !stack.model().requests(marker).isEmpty());

        long restarted = killAndRestart(killed);
        stack.model().release();

        approve(conversation);
        assertAnswered(conversation, restarted);
    }

    @ParameterizedTest
    @EnumSource(ServiceKind.class)
    void shouldGoOnWhenKilledWhileTheCallIsPending(ServiceKind killed) {
        String conversation = stack.ask(prompt("pending"));
        stack.person("alice").awaitPending(conversation);

        long restarted = killAndRestart(killed);

        approve(conversation);
        assertAnswered(conversation, restarted);
    }

    @ParameterizedTest
    @EnumSource(ServiceKind.class)
    void shouldGoOnWhenKilledBeforeTheApprovedCallRuns(ServiceKind killed) {
        stack.executor().kill();
        String conversation = stack.ask(prompt("approved"));
        approve(conversation);
        stack.records()
                .await(
                        Topic.APPROVED_CALLS.topicName(),
                        Stack.SOON,
                        record -> Stack.conversation(record).equals(conversation));
        if (killed != ServiceKind.EXECUTOR) {
            killAndRestart(killed);
        }

        long restarted = System.nanoTime();
        stack.executor().start().awaitReady();

        assertAnswered(conversation, restarted);
    }

    @ParameterizedTest
    @EnumSource(ServiceKind.class)
    void shouldGoOnWhenKilledWhileAnIdempotentToolRuns(ServiceKind killed) throws IOException {
        Files.createFile(hold);
        String conversation = stack.ask(prompt("running"));
        approve(conversation);
        awaitHeld(conversation);

        service(killed).kill();
        Files.delete(hold);
        long restarted = restart(killed);

        assertAnswered(conversation, restarted);
        Await.untilTrue(
                "the card says so",
                Stack.SOON,
                () -> stack.person("alice")
                        .awaitCard(conversation, "call_0")
                        .path("status")
                        .asText()
                        .equals("SUCCEEDED"));
    }

    @Test
    void shouldSayUnknownAndNotSendAgainWhenKilledWhileAMailIsSent() throws IOException {
        String recipient = Stack.fresh("middle") + "@example.com";
        Files.createFile(hold);
        String conversation = stack.ask("call send_email {\"message\":\"m\",\"recipient\":\"" + recipient + "\"}");
        approve(conversation);
        awaitHeld(conversation);

        stack.executor().kill();
        Files.delete(hold);
        long restarted = restart(ServiceKind.EXECUTOR);

        JsonNode result = stack.awaitResult(conversation, "call_0", left(restarted, RECOVERY));
        assertThat(result.path("status").asText()).isEqualTo("UNKNOWN");
        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
        assertThat(stack.mails()).noneMatch(mail -> mail.contains(recipient));
        assertThat(stack.results(conversation)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(ServiceKind.class)
    void shouldGoOnWhenKilledWhileTheResultIsOnItsWay(ServiceKind killed) throws IOException {
        Files.createFile(hold);
        String conversation = stack.ask(prompt("result"));
        approve(conversation);
        awaitHeld(conversation);
        stack.planner().kill();
        Files.delete(hold);
        stack.awaitResult(conversation, "call_0", Stack.SOON);
        if (killed != ServiceKind.PLANNER) {
            killAndRestart(killed);
        }

        long restarted = restart(ServiceKind.PLANNER);

        assertAnswered(conversation, restarted);
    }

    @Test
    void shouldLoseNothingWhenEverythingIsKilledAtOnce() {
        String conversation = stack.ask(prompt("everything"));
        stack.person("alice").awaitPending(conversation);

        List<ServiceProcess> all =
                Stream.of(ServiceKind.values()).map(CrashIT::service).toList();
        all.forEach(ServiceProcess::kill);
        stack.services().broker().kill();
        stack.services().broker().restart();
        long restarted = System.nanoTime();
        all.forEach(ServiceProcess::start);
        all.forEach(ServiceProcess::awaitReady);

        approve(conversation);
        assertAnswered(conversation, restarted, WHOLE_RECOVERY);
    }

    private static String prompt(String marker) {
        return marker + "\ncall count_emails {\"last_n_days\":6}";
    }

    private static void approve(String conversation) {
        Person alice = stack.person("alice");
        assertThat(alice.approve(alice.awaitPending(conversation)).statusCode()).isIn(200, 202);
    }

    /** The call is on the executor's ledger as started, and its tool waits for the file to go. */
    private static void awaitHeld(String conversation) {
        stack.records()
                .await(
                        Topic.EXECUTOR_LEDGER.topicName(),
                        Stack.SOON,
                        record -> Stack.key(record).equals(conversation + "/call_0"));
    }

    private static ServiceProcess service(ServiceKind kind) {
        return stack.services().service(kind, 0);
    }

    private static long killAndRestart(ServiceKind killed) {
        service(killed).kill();
        return restart(killed);
    }

    private static long restart(ServiceKind killed) {
        long restarted = System.nanoTime();
        service(killed).start().awaitReady();
        return restarted;
    }

    private static Duration left(long restarted, Duration bound) {
        return bound.minusNanos(System.nanoTime() - restarted);
    }

    private static void assertAnswered(String conversation, long restarted) {
        assertAnswered(conversation, restarted, RECOVERY);
    }

    private static void assertAnswered(String conversation, long restarted, Duration bound) {
        JsonNode answer = stack.awaitAnswer(conversation, left(restarted, bound));
        System.out.printf("recovered in %d ms%n", (System.nanoTime() - restarted) / 1_000_000);
        assertThat(answer.path("status").asText()).isEqualTo("ANSWERED");
        assertThat(answer.path("calls").path(0).path("output").asInt()).isEqualTo(12);
        assertThat(stack.about(Topic.ANSWERS, conversation)).hasSize(1);
        assertThat(stack.about(Topic.TOOL_REQUESTS, conversation)).hasSize(1);
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation)).hasSize(1);
        assertThat(stack.results(conversation)).hasSize(1);
    }
}

package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.launch.ForeignExecutor;
import dev.countersign.local.launch.ServiceKind;
import dev.countersign.local.launch.ServiceProcess;
import dev.countersign.local.trust.KeyPairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Executors of different names own different tools on the same topics, instances of one share its work and take it over
 * from each other, and what no executor takes ends UNKNOWN. {@code executor-service} counts mails here, {@code
 * mail-executor} sends them.
 */
class ManyExecutorsIT {
    private static final String COUNTER = "executor-service";
    private static final String MAILER = "mail-executor";
    private static final int CALLS = 60;
    private static final Duration MOVED = Duration.ofSeconds(20);
    private static final Duration VALIDITY = Duration.ofSeconds(25);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static Path folder;
    private static Stack stack;
    private static Person alice;
    private static ServiceProcess mailer;
    private static ServiceProcess standby;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createTempDirectory("countersign-many-");
        KeyPairs keys = new KeyPairs(folder.resolve("keys"));
        Files.createDirectories(keys.dir());
        keys.createMissing();
        Path known = folder.resolve("executors.properties");
        Map<ServiceKind, Map<String, String>> environment = ForeignExecutor.environment(
                List.of(new ForeignExecutor(MAILER, keys.executorPublic(), "send_email")), known);
        Map<String, String> gate = new HashMap<>(environment.get(ServiceKind.APPROVAL));
        gate.put("COUNTERSIGN_CALL_VALIDITY", VALIDITY.toString());
        gate.put("COUNTERSIGN_CALL_SILENCE", SILENCE.toString());
        stack = Stack.start(config -> config.withExtra(ServiceKind.APPROVAL, gate)
                .withExtra(ServiceKind.PLANNER, environment.get(ServiceKind.PLANNER))
                .withExtra(ServiceKind.EXECUTOR, Map.of("COUNTERSIGN_TOOLS_SEND_EMAIL_ENABLED", "false")));
        alice = stack.person("alice");
        mailer = mailer(keys, 0);
        mailer.start().awaitReady();
        standby = mailer(keys, 1);
    }

    private static ServiceProcess mailer(KeyPairs keys, int instance) {
        return stack.services()
                .add(
                        ServiceKind.EXECUTOR,
                        Map.of(
                                "COUNTERSIGN_EXECUTOR_NAME",
                                MAILER,
                                "COUNTERSIGN_INSTANCE",
                                MAILER + "-" + instance,
                                "COUNTERSIGN_SIGNING_KEY_FILE",
                                keys.executor().toString(),
                                "COUNTERSIGN_SIGNING_KID",
                                MAILER + "-1",
                                "COUNTERSIGN_TOOLS_COUNT_EMAILS_ENABLED",
                                "false",
                                "COUNTERSIGN_TOOLS_SEND_EMAIL_ENABLED",
                                "true",
                                "COUNTERSIGN_TOOLS_SEND_EMAIL_TIMEOUT",
                                TIMEOUT.toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @BeforeEach
    void startTheMailer() {
        if (!mailer.isAlive()) {
            mailer.start().awaitReady();
        }
    }

    @Test
    void shouldRunEachCallAtTheExecutorThatItNames() {
        String recipient = recipient(Stack.fresh("both"));
        String conversation = stack.ask("call count_emails {\"last_n_days\":4}\n" + mail(recipient));

        alice.awaitPending(conversation, 2).forEach(alice::approve);

        JsonNode answer = stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(answer.path("calls").path(0).path("output").asInt()).isEqualTo(8);
        assertThat(answer.path("calls").path(1).path("outcome").asText()).isEqualTo("SUCCEEDED");
        Map<String, String> executors = stack.results(conversation).stream()
                .collect(Collectors.toMap(
                        result -> result.path("tool").asText(),
                        result -> result.path("executor").asText()));
        assertThat(executors).isEqualTo(Map.of("count_emails", COUNTER, "send_email", MAILER));
        assertThat(mailsTo(recipient)).isEqualTo(1);
        assertThat(stack.records()
                        .all(
                                Topic.APPROVED_CALLS.deadLetters(),
                                record -> Stack.conversation(record).equals(conversation)))
                .isEmpty();
    }

    @Test
    void shouldShareTheWorkAndTakeItOverFromAnInstanceThatIsKilled() {
        standby.start().awaitReady();
        String prefix = Stack.fresh("shared");
        List<String> conversations =
                IntStream.range(0, CALLS).mapToObj(n -> prefix + "-" + n).toList();
        conversations.forEach(conversation -> stack.askIn(conversation, mail(recipient(conversation))));
        Map<String, JsonNode> cards = awaitPending(prefix);
        List<String> before = conversations.subList(0, CALLS / 2);
        List<String> after = conversations.subList(CALLS / 2, CALLS);

        before.forEach(conversation -> alice.approve(cards.get(conversation)));
        assertThat(instances(before)).isEqualTo(Set.of(MAILER + "-0", MAILER + "-1"));
        standby.kill();
        long killed = System.nanoTime();
        after.forEach(conversation -> alice.approve(cards.get(conversation)));

        assertThat(instances(after)).isEqualTo(Set.of(MAILER + "-0"));
        Duration moved = Duration.ofNanos(System.nanoTime() - killed);
        System.out.printf("the killed instance's share was run %d ms after the kill%n", moved.toMillis());
        assertThat(moved).isLessThan(MOVED);
        assertThat(conversations).allSatisfy(conversation -> {
            assertThat(stack.results(conversation)).singleElement().satisfies(result -> {
                assertThat(result.path("status").asText()).isEqualTo("SUCCEEDED");
                assertThat(result.path("attempt").asInt()).isEqualTo(1);
            });
            assertThat(mailsTo(recipient(conversation))).isEqualTo(1);
        });
    }

    @Test
    void shouldEndUnknownWhatNoExecutorTakes() {
        mailer.close();
        String recipient = recipient(Stack.fresh("nobody"));
        String conversation = stack.ask(mail(recipient));
        alice.approve(alice.awaitPending(conversation));
        Duration watched = VALIDITY.plus(TIMEOUT).plus(SILENCE);

        JsonNode result = stack.awaitResult(conversation, "call_0", watched.plus(Stack.SOON));

        assertThat(result.path("status").asText()).isEqualTo("UNKNOWN");
        assertThat(result.path("error").asText()).isEqualTo("no executor answered");
        assertThat(result.path("executor").isMissingNode()).isTrue();
        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
        assertThat(mailsTo(recipient)).isZero();
    }

    private static Map<String, JsonNode> awaitPending(String prefix) {
        Map<String, JsonNode> cards = new HashMap<>();
        Await.untilTrue("all of them wait for somebody", Duration.ofSeconds(60), () -> {
            alice.pending().stream()
                    .filter(card -> card.path("conversationId").asText().startsWith(prefix + "-"))
                    .forEach(card -> cards.put(card.path("conversationId").asText(), card));
            return cards.size() == CALLS;
        });
        return cards;
    }

    /** Who has run the calls of some conversations, as soon as all have ended. */
    private static Set<String> instances(List<String> conversations) {
        return conversations.stream()
                .map(conversation -> stack.awaitResult(conversation, "call_0", Stack.SOON))
                .map(result -> result.path("instance").asText())
                .collect(Collectors.toSet());
    }

    private static String recipient(String name) {
        return name + "@example.com";
    }

    private static String mail(String recipient) {
        return "call send_email {\"message\":\"m\",\"recipient\":\"" + recipient + "\"}";
    }

    private static long mailsTo(String recipient) {
        return stack.mails().stream()
                .filter(mail -> mail.contains("To: " + recipient))
                .count();
    }
}

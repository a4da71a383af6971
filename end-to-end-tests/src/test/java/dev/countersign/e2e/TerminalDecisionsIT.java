package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people can decide, decided with the script, as the topics have it afterwards. */
class TerminalDecisionsIT {
    private static final String SEND = "call send_email {\"recipient\":\"sally@gmail.com\",\"message\":\"hi\"}";
    private static final String COUNT = "call count_emails {\"last_n_days\":5}";

    /** Its own: the kill switch is not for others to feel. */
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    void shouldRunWhatAPersonMadeOfACall() {
        String conversation = stack.ask(SEND);
        String call = pending(conversation);

        Command.Output output = run(
                "{\"recipient\": \"sally@gmail.com\", \"message\": \"edited 12345678901234567890.50\"}",
                "decide",
                call,
                "edit",
                "--arguments",
                "-",
                "--yes");

        assertThat(output.status()).as(output.toString()).isZero();
        stack.awaitResult(conversation, "call_0", Stack.SOON);
        JsonNode approved =
                stack.about(Topic.APPROVED_CALLS, conversation, "call_0").getFirst();
        assertThat(approved.path("edited").asBoolean()).isTrue();
        assertThat(approved.path("originalArguments").path("message").asText()).isEqualTo("hi");
        assertThat(approved.path("approvedBy").path(0).path("via").asText()).isEqualTo("terminal");
        assertThat(stack.mails()).anyMatch(mail -> mail.contains("edited 12345678901234567890.50"));
        assertThat(run("", "show", call).out()).contains("succeeded", "edited by", "\"message\": \"hi\"");
    }

    @Test
    void shouldTellTheModelWhatAPersonAnswersInTheToolsPlace() {
        String conversation = stack.ask(COUNT);

        Command.Output output = run("yes\n", "decide", pending(conversation), "respond", "--answer", "she is on leave");

        assertThat(output.status()).as(output.toString()).isZero();
        assertThat(output.out()).contains("Answer in the tool's place?", "answered by a person");
        JsonNode answer = stack.awaitAnswer(conversation, Stack.SOON);
        assertThat(answer.path("status").asText()).isEqualTo("ANSWERED");
        assertThat(answer.path("text").asText()).contains("she is on leave");
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation)).isEmpty();
    }

    @Test
    void shouldSayWhyACallIsRejected() {
        String conversation = stack.ask(SEND);

        Command.Output output =
                run("y\n", "decide", pending(conversation), "reject", "--reason", "wrong recipient", "--as", "bob");

        assertThat(output.status()).as(output.toString()).isZero();
        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("NOT_APPROVED");
        JsonNode rejected = stack.about(Topic.REJECTED_CALLS, conversation).getFirst();
        assertThat(rejected.path("reason").path("kind").asText()).isEqualTo("REJECTED");
        assertThat(rejected.path("reason").path("message").asText()).isEqualTo("wrong recipient");
        assertThat(rejected.path("decidedBy").path("name").asText()).isEqualTo("bob");
        assertThat(rejected.path("decidedBy").path("via").asText()).isEqualTo("terminal");
    }

    @Test
    void shouldDecideNothingWithoutAYes() {
        String conversation = stack.ask(SEND);
        String call = pending(conversation);

        Command.Output output = run("no\n", "decide", call, "approve");

        assertThat(output.status()).isEqualTo(3);
        assertThat(run("", "calls").out()).contains(call);
        assertThat(stack.about(Topic.APPROVED_CALLS, conversation)).isEmpty();
    }

    @Test
    void shouldLetAnAdminWithdrawAndNobodyElseButWhoAsked() {
        String conversation = stack.ask(SEND);
        String call = pending(conversation);

        Command.Output refused = run("", "withdraw", call, "--as", "bob");
        Command.Output withdrawn = run("", "withdraw", call, "--reason", "no longer needed");

        assertThat(refused.status()).as(refused.toString()).isEqualTo(4);
        assertThat(refused.err()).contains("--as NAME");
        assertThat(withdrawn.status()).as(withdrawn.toString()).isZero();
        stack.awaitAnswer(conversation, Stack.SOON);
        JsonNode rejected = stack.about(Topic.REJECTED_CALLS, conversation).getFirst();
        assertThat(rejected.path("reason").path("kind").asText()).isEqualTo("WITHDRAWN");
        assertThat(rejected.path("reason").path("message").asText()).contains("no longer needed");
    }

    @Test
    void shouldDenyEverythingWhileTheSwitchSaysSo() {
        Command.Output refused = run("", "switch", "deny", "--reason", "curious", "--as", "bob");
        Command.Output set = run("", "switch", "deny", "--reason", "incident 12");
        try {
            String conversation = stack.ask(SEND);
            JsonNode answer = stack.awaitAnswer(conversation, Stack.SOON);

            assertThat(refused.status()).as(refused.toString()).isEqualTo(4);
            assertThat(set.status()).as(set.toString()).isZero();
            assertThat(answer.path("status").asText()).isEqualTo("NOT_APPROVED");
            assertThat(stack.about(Topic.REJECTED_CALLS, conversation)
                            .getFirst()
                            .path("reason")
                            .path("kind")
                            .asText())
                    .isEqualTo("DENIED");
            assertThat(run("", "switch").out()).contains("deny: every call is denied", "alice", "incident 12");
        } finally {
            assertThat(run("", "switch", "open", "--reason", "over").status()).isZero();
        }
    }

    @Test
    void shouldProveWhoAsksAtTheTerminal() {
        String conversation = Stack.fresh("terminal");

        Command.Output output = run("yes\n", "ask", COUNT, "--conversation", conversation, "--as", "bob");

        assertThat(output.status()).as(output.toString()).isZero();
        assertThat(output.out()).contains("Do you approve of the following tool invocations", "\"output\"");
        JsonNode card = stack.person("alice").awaitCard(conversation, "call_0");
        assertThat(card.path("requester").asText()).isEqualTo("bob");
        assertThat(card.path("requesterProven").asBoolean()).isTrue();
    }

    @Test
    void shouldLetACallPassUnderAGrantUntilItIsTakenBack() {
        String conversation = stack.ask(COUNT);
        Command.Output granted = run(
                "y\n",
                "decide",
                pending(conversation),
                "approve",
                "--grant",
                "conversation",
                "--for",
                "1h",
                "--uses",
                "5",
                "--field",
                "last_n_days=range:1..5");
        assertThat(granted.status()).as(granted.toString()).isZero();
        stack.awaitAnswer(conversation, Stack.SOON);

        String grants = run("", "grants").out();
        stack.produce(Topic.TOOL_REQUESTS.topicName(), conversation, request(conversation, "again", 3));
        JsonNode ran = stack.awaitResult(conversation, "again", Stack.SOON);
        String id = grants.lines().findFirst().orElseThrow().split(" ")[0];
        Command.Output revoked = run("", "revoke", id);
        stack.produce(Topic.TOOL_REQUESTS.topicName(), conversation, request(conversation, "late", 4));

        assertThat(grants).contains("count_emails", conversation, "last_n_days from 1 to 5");
        assertThat(ran.path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(revoked.status()).as(revoked.toString()).isZero();
        assertThat(stack.person("alice")
                        .awaitPending(conversation)
                        .path("callId")
                        .asText())
                .isEqualTo("late");
    }

    @Test
    void shouldTellPeopleOfACall() {
        String call = pending(stack.ask(SEND));

        assertThat(run("", "claim", call, "--as", "bob").status()).isZero();
        assertThat(run("", "claim", call).status()).isEqualTo(4);
        assertThat(run("", "comment", call, "is this \u001b[2J her?").status()).isZero();

        assertThat(run("", "show", call).out())
                .contains("somebody looks at it", "bob until", "is this \\u001b[2J her?", "needs");
        assertThat(run("", "unclaim", call, "--as", "bob").status()).isZero();
    }

    @Test
    void shouldSayWhichPolicyHoldsACall() {
        String call = pending(stack.ask(SEND));

        Command.Output shown = run("", "policy", "show");
        Command.Output explained = run("", "policy", "explain", call);

        assertThat(shown.status()).as(shown.toString()).isZero();
        assertThat(shown.out()).contains("requesterMustDiffer: false", "Version sha256:", "in use");
        assertThat(explained.status()).as(explained.toString()).isZero();
        assertThat(explained.out()).contains("default");
    }

    /** The first pending call of a conversation, as the script names calls. */
    private static String pending(String conversation) {
        JsonNode card = stack.person("alice").awaitPending(conversation);
        return conversation + "/" + card.path("callId").asText();
    }

    private static String request(String conversation, String call, int days) {
        return "{\"callId\":\"%s\",\"conversationId\":\"%s\",\"tool\":\"count_emails\",\"arguments\":{\"last_n_days\":%d}}"
                .formatted(call, conversation, days);
    }

    private static Command.Output run(String input, String... words) {
        List<String> all = new ArrayList<>();
        all.add(Stack.CHECKOUT
                .resolve("countersign")
                .toAbsolutePath()
                .normalize()
                .toString());
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--data", stack.services().data().root().toString()));
        return Command.of(all.toArray(String[]::new))
                .with("COUNTERSIGN_BUILD", "never")
                .run(input);
    }
}

package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Any producer's partitioner, keys and client work on the open topics. */
@ExtendWith(SharedStack.class)
class AnyProducerIT {
    private static final int MANY = 200;
    private static final Duration BOUND = Duration.ofSeconds(90);

    private final Stack stack;
    private final Kcat kcat;
    private final Person alice;

    AnyProducerIT(Stack stack) {
        this.stack = stack;
        this.kcat = new Kcat(stack.bootstrapServers());
        this.alice = stack.person("alice");
    }

    @Test
    void shouldAnswerBarePromptWithoutKeyOnceApprovedWithCurl() {
        String prompt = Stack.fresh("keyless") + "\\ncall count_emails {\\\"last_n_days\\\":5}";

        kcat.produce("prompts", "{\"prompt\": \"" + prompt + "\"}");

        JsonNode card = awaitCardOfPrompt(prompt.substring(0, prompt.indexOf('\\')));
        JsonNode outcome = Json.read(approveWithCurl(card));
        assertThat(outcome.isObject()).isTrue();
        JsonNode answer = stack.awaitAnswer(card.path("conversationId").asText(), Stack.SOON);
        assertThat(answer.path("status").asText()).isEqualTo("ANSWERED");
        assertThat(answer.path("calls").path(0).path("output").asInt()).isEqualTo(10);
        assertThat(stack.about(Topic.ANSWERS, card.path("conversationId").asText()))
                .hasSize(1);
    }

    @Test
    void shouldTakeTheKeyOfABarePromptForItsConversation() {
        String conversation = Stack.fresh("kcat-key");

        kcat.produce("prompts", conversation, "{\"prompt\": \"call count_emails {\\\"last_n_days\\\":7}\"}");

        alice.approve(alice.awaitPending(conversation));
        assertThat(stack.awaitAnswer(conversation, Stack.SOON)
                        .path("calls")
                        .path(0)
                        .path("output")
                        .asInt())
                .isEqualTo(14);
    }

    @Test
    void shouldServePromptsOfManyKeysOverAllPartitions() {
        String prefix = Stack.fresh("many-prompts");
        List<String> conversations =
                IntStream.range(0, MANY).mapToObj(i -> prefix + "-" + i).toList();

        kcat.produceKeyed(
                "prompts",
                conversations.stream()
                        .map(id -> id + "|{\"prompt\": \"call count_emails {\\\"last_n_days\\\":3}\"}")
                        .toList());

        approveAll(prefix);
        List<ConsumerRecord<byte[], byte[]>> answers = stack.records()
                .await(
                        Topic.ANSWERS.topicName(),
                        MANY,
                        BOUND,
                        record -> Stack.conversation(record).startsWith(prefix));
        assertThat(answers.stream().map(Stack::conversation)).containsExactlyInAnyOrderElementsOf(conversations);
        assertThat(answers)
                .allSatisfy(record -> assertThat(Json.read(TopicRecords.text(record))
                                .path("status")
                                .asText())
                        .isEqualTo("ANSWERED"));
        assertThat(partitions(Topic.PROMPTS, prefix)).hasSize(Topic.PARTITIONS);
    }

    @Test
    void shouldGateTheCallsOfAForeignAgentOfManyKeysOverAllPartitions() {
        String prefix = Stack.fresh("many-requests");

        kcat.produceKeyed(
                "tool-requests",
                IntStream.range(0, MANY)
                        .mapToObj(i -> ("%s-%d|{\"callId\":\"call_0\",\"conversationId\":\"%s-%d\","
                                        + "\"tool\":\"count_emails\",\"arguments\":{\"last_n_days\":%d}}")
                                .formatted(prefix, i, prefix, i, i))
                        .toList());

        approveAll(prefix);
        List<ConsumerRecord<byte[], byte[]>> results = stack.records()
                .await(
                        Topic.TOOL_RESULTS.topicName(),
                        MANY,
                        BOUND,
                        record -> TopicRecords.isResult(record)
                                && Stack.conversation(record).startsWith(prefix));
        assertThat(results).hasSize(MANY).allSatisfy(record -> {
            JsonNode result = Json.read(TopicRecords.text(record));
            String conversation = result.path("conversationId").asText();
            int days = Integer.parseInt(conversation.substring(conversation.lastIndexOf('-') + 1));
            assertThat(result.path("output").asInt()).isEqualTo(2 * days);
        });
        assertThat(partitions(Topic.TOOL_REQUESTS, prefix)).hasSize(Topic.PARTITIONS);
    }

    private JsonNode awaitCardOfPrompt(String start) {
        return Await.until(
                "a card of " + start,
                Stack.SOON,
                () -> alice.pending().stream()
                        .filter(card -> card.path("prompt").asText().startsWith(start))
                        .findFirst());
    }

    private void approveAll(String prefix) {
        Await.untilTrue(MANY + " cards of " + prefix, BOUND, () -> cards(prefix).size() == MANY);
        cards(prefix).parallelStream()
                .forEach(card -> assertThat(alice.approve(card).statusCode()).isIn(200, 202));
    }

    private List<JsonNode> cards(String prefix) {
        return alice.pending().stream()
                .filter(card -> card.path("conversationId").asText().startsWith(prefix))
                .toList();
    }

    private Set<Integer> partitions(Topic topic, String prefix) {
        return stack
                .records()
                .all(topic.topicName(), record -> record.key() != null && new String(record.key()).startsWith(prefix))
                .stream()
                .map(ConsumerRecord::partition)
                .collect(Collectors.toSet());
    }

    private String approveWithCurl(JsonNode card) {
        String body = "{\"decision\":\"approve\",\"argumentsDigest\":%s,\"toolDigest\":%s}"
                .formatted(card.path("argumentsDigest"), card.path("toolDigest"));
        return Command.of(
                        "curl",
                        "-sS",
                        "--fail-with-body",
                        "-H",
                        "Authorization: Bearer " + alice.token().orElseThrow(),
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        body,
                        alice.url() + Person.path(card) + "/decision")
                .succeed("");
    }
}

package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A record that cannot be accepted goes to the dead-letter topic with the reason, and the next one is served. */
@ExtendWith(SharedStack.class)
class UnreadableRecordIT {
    private final Stack stack;

    UnreadableRecordIT(Stack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @EnumSource(
            value = Topic.class,
            names = {"PROMPTS", "TOOL_REQUESTS", "TOOL_RESULTS"})
    void shouldMoveOnPastWhatCannotBeRead(Topic topic) {
        String key = Stack.fresh("unreadable");
        List<byte[]> unreadable = unreadable();

        unreadable.forEach(value ->
                stack.produce(new ProducerRecord<>(topic.topicName(), 2, key.getBytes(StandardCharsets.UTF_8), value)));

        int expected = unreadable.size() * services(topic);
        List<ConsumerRecord<byte[], byte[]>> dead = stack.records()
                .await(topic.deadLetters(), expected, Stack.SOON, record -> key.equals(Stack.key(record)));
        assertThat(dead)
                .hasSize(expected)
                .allSatisfy(record -> assertThat(TopicRecords.header(record, DeadLetter.REASON))
                        .isNotEmpty());
        assertThat(dead.stream()
                        .map(record -> TopicRecords.header(record, DeadLetter.OFFSET))
                        .distinct())
                .hasSize(unreadable.size());
    }

    /** Each service that reads a topic says by itself what it cannot accept. */
    private static int services(Topic topic) {
        return (int) topic.readers().stream()
                .filter(reader -> reader != Party.ANYONE)
                .count();
    }

    @Test
    void shouldServeThePromptBehindAnUnreadableOne() {
        String conversation = Stack.fresh("behind");
        byte[] key = conversation.getBytes(StandardCharsets.UTF_8);

        unreadable().forEach(value -> stack.produce(new ProducerRecord<>(Topic.PROMPTS.topicName(), 3, key, value)));
        stack.produce(new ProducerRecord<>(Topic.PROMPTS.topicName(), 3, key, bytes("{\"prompt\":\"hello\"}")));

        assertThat(stack.awaitAnswer(conversation, Stack.SOON).path("status").asText())
                .isEqualTo("ANSWERED");
    }

    @Test
    void shouldServeTheRequestBehindAnUnreadableOne() {
        String conversation = Stack.fresh("behind");
        byte[] key = conversation.getBytes(StandardCharsets.UTF_8);

        unreadable()
                .forEach(value -> stack.produce(new ProducerRecord<>(Topic.TOOL_REQUESTS.topicName(), 3, key, value)));
        stack.produce(new ProducerRecord<>(
                Topic.TOOL_REQUESTS.topicName(),
                3,
                key,
                bytes(
                        "{\"callId\":\"c\",\"conversationId\":\"%s\",\"tool\":\"count_emails\",\"arguments\":{\"last_n_days\":1}}"
                                .formatted(conversation))));

        assertThat(stack.person("alice")
                        .awaitPending(conversation)
                        .path("callId")
                        .asText())
                .isEqualTo("c");
    }

    @Test
    void shouldServeTheResultBehindAnUnreadableOne() {
        String conversation = Stack.fresh("behind");
        int partition = Partitions.of(new ConversationId(conversation));
        byte[] key = conversation.getBytes(StandardCharsets.UTF_8);
        stack.askIn(conversation, "call count_emails {\"last_n_days\":8}");
        Person alice = stack.person("alice");
        JsonNode card = alice.awaitPending(conversation);

        unreadable()
                .forEach(value ->
                        stack.produce(new ProducerRecord<>(Topic.TOOL_RESULTS.topicName(), partition, key, value)));
        alice.approve(card);

        assertThat(stack.awaitAnswer(conversation, Stack.SOON)
                        .path("calls")
                        .path(0)
                        .path("output")
                        .asInt())
                .isEqualTo(16);
    }

    private static List<byte[]> unreadable() {
        byte[] oversized = new byte[Topic.MAX_OPEN_BYTES + 1];
        Arrays.fill(oversized, (byte) ' ');
        return Stream.concat(
                        Stream.of(
                                        "not JSON",
                                        "[]",
                                        "null",
                                        "{}",
                                        "{\"prompt\":7,\"callId\":7,\"tool\":7}",
                                        "{\"prompt\":\"a\",\"conversationId\":\"a\\nb\",\"callId\":\"c\",\"tool\":\"t\","
                                                + "\"arguments\":{},\"status\":\"FAILED\",\"error\":\"e\"}",
                                        "{\"prompt\":\"a\",\"prompt\":\"b\",\"callId\":\"a\",\"callId\":\"b\"}")
                                .map(UnreadableRecordIT::bytes),
                        Stream.of(oversized, new byte[] {'{', '"', (byte) 0xc3, '"', '}'}, new byte[0]))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.countersign.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import dev.countersign.e2e.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the topics say of each call, and what could not be accepted. */
final class CallLog {
    private static final List<Topic> READ = List.of(
            Topic.TOOL_REQUESTS, Topic.APPROVED_CALLS, Topic.REJECTED_CALLS, Topic.TOOL_RESULTS, Topic.EXECUTOR_LEDGER);

    private final Map<String, CallStory> stories = new HashMap<>();
    private final List<Letter> letters = new ArrayList<>();
    private final Map<String, Integer> lengths = new HashMap<>();

    /**
     * A dead letter.
     *
     * @param of     topic, partition and offset of the record that could not be accepted
     * @param length of its value
     */
    record Letter(String topic, String of, int length, String reason) {}

    /** Everything that a run is judged by. */
    static List<String> topics() {
        return Stream.concat(
                        READ.stream().map(Topic::topicName),
                        Arrays.stream(Topic.values())
                                .filter(Topic::hasDeadLetters)
                                .map(Topic::deadLetters))
                .toList();
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        lengths.put("%s/%d/%d".formatted(record.topic(), record.partition(), record.offset()), value.length);
        READ.stream()
                .filter(topic -> topic.topicName().equals(record.topic()))
                .findFirst()
                .ifPresentOrElse(topic -> add(topic, record, value), () -> letters.add(letter(record, value.length)));
    }

    private void add(Topic topic, ConsumerRecord<byte[], byte[]> record, byte[] value) {
        if (value.length == 0) {
            return;
        }
        JsonNode json = Json.read(new String(value, StandardCharsets.UTF_8));
        if (topic == Topic.EXECUTOR_LEDGER) {
            story(new String(record.key(), StandardCharsets.UTF_8)).addLedger(json);
            return;
        }
        CallStory story = story(
                json.path("conversationId").asText() + "/" + json.path("callId").asText());
        switch (topic) {
            case TOOL_REQUESTS -> story.addRequest();
            case APPROVED_CALLS -> story.addApproved(json);
            case REJECTED_CALLS -> story.addRejected(json);
            case TOOL_RESULTS -> {
                if (isResult(record)) {
                    story.addResult(json);
                }
            }
            default -> throw new IllegalArgumentException(topic + " is not read");
        }
    }

    private static boolean isResult(ConsumerRecord<byte[], byte[]> record) {
        return EventHeaders.text(record.headers(), EventHeaders.TYPE)
                .filter(EventType.TOOL_STARTED.typeName()::equals)
                .isEmpty();
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record, int length) {
        return new Letter(
                record.topic(),
                "%s/%s/%s"
                        .formatted(
                                header(record, DeadLetter.TOPIC),
                                header(record, DeadLetter.PARTITION),
                                header(record, DeadLetter.OFFSET)),
                length,
                header(record, DeadLetter.REASON));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return EventHeaders.text(record.headers(), name).orElse("none");
    }

    private CallStory story(String key) {
        return stories.computeIfAbsent(key, any -> new CallStory());
    }

    CallStory of(PlannedCall call) {
        return Optional.ofNullable(stories.get(call.key())).orElseGet(CallStory::new);
    }

    /** Every call that any topic names, by {@code conversationId/callId}. */
    Map<String, CallStory> stories() {
        return stories;
    }

    /** How many records have been read. */
    int size() {
        return lengths.size();
    }

    List<Letter> deadLetters() {
        return letters;
    }

    /** The length of a record's value that was read, where topic, partition and offset are right. */
    Optional<Integer> lengthOf(String position) {
        return Optional.ofNullable(lengths.get(position));
    }
}

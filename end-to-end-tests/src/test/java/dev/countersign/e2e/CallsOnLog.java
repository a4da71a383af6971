package dev.countersign.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What approvals, approved-calls and rejected-calls say of each call up to a moment, in this order of the topics. */
record CallsOnLog(Map<String, List<String>> entries) {
    private static final List<Topic> TOPICS = List.of(Topic.APPROVALS, Topic.APPROVED_CALLS, Topic.REJECTED_CALLS);

    /** Reads all that is committed. */
    static CallsOnLog read(String bootstrapServers) {
        Map<String, List<String>> entries = new HashMap<>();
        List<TopicPartition> partitions = TOPICS.stream()
                .flatMap(topic -> IntStream.range(0, Topic.PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic.topicName(), partition)))
                .toList();
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Map<String, Object> settings = ClientSettings.consumer(Map.of("bootstrap.servers", bootstrapServers));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> entries.computeIfAbsent(key(record), any -> new ArrayList<>())
                                .add(entry(record)));
            }
        }
        return new CallsOnLog(entries);
    }

    /** What is said of a call here and was not before. */
    List<String> since(CallsOnLog before, String conversation, String call) {
        return TOPICS.stream()
                .map(topic -> key(topic.topicName(), conversation, call))
                .flatMap(key -> entries.getOrDefault(key, List.of()).stream()
                        .skip(before.entries.getOrDefault(key, List.of()).size()))
                .toList();
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return key(record.topic(), Stack.conversation(record), Json.member(TopicRecords.text(record), "callId"));
    }

    private static String key(String topic, String conversation, String call) {
        return topic + " " + conversation + "/" + call;
    }

    private static String entry(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topic.APPROVALS.topicName())) {
            return "card";
        }
        JsonNode value = Json.read(TopicRecords.text(record));
        return record.topic().equals(Topic.APPROVED_CALLS.topicName()) ? approved(value) : rejected(value);
    }

    private static String approved(JsonNode call) {
        List<String> people = Stream.of(call.path("approvedBy"))
                .flatMap(JsonNode::valueStream)
                .map(CallsOnLog::person)
                .toList();
        return (call.path("edited").asBoolean() ? "edited and approved by " : "approved by ")
                + String.join(" and ", people);
    }

    private static String rejected(JsonNode call) {
        return call.path("reason").path("kind").asText() + " by "
                + (call.path("decidedBy").isObject() ? person(call.path("decidedBy")) : "nobody");
    }

    /** Everybody comes from the terminal; whoever does not is a mistake to be seen. */
    private static String person(JsonNode decider) {
        String via = decider.path("via").asText();
        return decider.path("name").asText() + (via.equals("terminal") ? "" : " via " + via);
    }
}

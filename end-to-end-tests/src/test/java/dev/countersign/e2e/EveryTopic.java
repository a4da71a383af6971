package dev.countersign.e2e;

import dev.countersign.contract.topic.ClientSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that lies on any topic of the broker, the services' own included. */
final class EveryTopic {
    private EveryTopic() {}

    /** Each record as text, its headers before its value. */
    static List<String> read(String bootstrapServers) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Map<String, Object> settings = ClientSettings.consumer(Map.of("bootstrap.servers", bootstrapServers));
        List<String> texts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> texts.add(text(record)));
            }
        }
        return texts;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder(record.topic()).append(' ');
        Arrays.stream(record.headers().toArray())
                .forEach(header -> text.append(header.key())
                        .append('=')
                        .append(header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8))
                        .append(' '));
        return text.append(TopicRecords.text(record)).toString();
    }
}

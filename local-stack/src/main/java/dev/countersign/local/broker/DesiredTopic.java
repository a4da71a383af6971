package dev.countersign.local.broker;

import dev.countersign.contract.topic.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/** A topic as the contract's table wants it. */
record DesiredTopic(String name, Map<String, String> settings) {

    DesiredTopic {
        settings = Map.copyOf(settings);
    }

    /** Every topic of the table, and the dead-letter topic of each that has one. */
    static List<DesiredTopic> all() {
        return Arrays.stream(Topic.values()).flatMap(DesiredTopic::of).toList();
    }

    private static Stream<DesiredTopic> of(Topic topic) {
        DesiredTopic own = new DesiredTopic(topic.topicName(), topic.settings());
        return topic.hasDeadLetters()
                ? Stream.of(own, new DesiredTopic(topic.deadLetters(), Topic.deadLetterSettings()))
                : Stream.of(own);
    }

    NewTopic creation(short replicationFactor) {
        return new NewTopic(name, Topic.PARTITIONS, replicationFactor).configs(settings);
    }

    ConfigResource resource() {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    /** What differs on the broker, a line each. */
    List<String> differences(TopicDescription description, Config config) {
        Stream<String> partitions = description.partitions().size() == Topic.PARTITIONS
                ? Stream.empty()
                : Stream.of("%s: %d partitions, wanted %d"
                        .formatted(name, description.partitions().size(), Topic.PARTITIONS));
        Stream<String> values = new TreeMap<>(settings)
                .entrySet().stream().flatMap(wanted -> difference(wanted.getKey(), wanted.getValue(), config));
        return Stream.concat(partitions, values).toList();
    }

    private Stream<String> difference(String setting, String wanted, Config config) {
        String actual = Optional.ofNullable(config.get(setting))
                .flatMap(entry -> Optional.ofNullable(entry.value()))
                .orElse("(none)");
        return actual.equals(wanted)
                ? Stream.empty()
                : Stream.of("%s: %s=%s, wanted %s".formatted(name, setting, actual, wanted));
    }
}

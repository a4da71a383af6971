package dev.countersign.deploy.kafka;

import dev.countersign.contract.topic.Topic;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code topics.txt}, made from the contract's topic table. */
final class TopicsFile {

    private static final String HEAD = """
            # Every topic: name, partitions, settings. Made from the contract's topic table: README.md says how.
            """;

    private TopicsFile() {}

    static String text() {
        return HEAD + Arrays.stream(Topic.values()).flatMap(TopicsFile::lines).collect(Collectors.joining());
    }

    private static Stream<String> lines(Topic topic) {
        String own = line(topic.topicName(), topic.settings());
        return topic.hasDeadLetters()
                ? Stream.of(own, line(topic.deadLetters(), Topic.deadLetterSettings()))
                : Stream.of(own);
    }

    private static String line(String name, Map<String, String> settings) {
        String each = new TreeMap<>(settings)
                .entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining(" "));
        return "%s %d %s%n".formatted(name, Topic.PARTITIONS, each);
    }
}

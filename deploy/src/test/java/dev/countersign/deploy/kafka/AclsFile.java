package dev.countersign.deploy.kafka;

import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code acls.txt}, made from the contract's topic table: who may do what; whatever is not in it is refused. */
final class AclsFile {

    private static final String HEAD = """
            # Who may do what: principal, operations, pattern type, resources. Whatever is not here is refused.
            # "anyone" and "operators" stand for the principals that apply.sh is given for them.
            # Made from the contract's topic table: README.md says how.
            """;

    private static final List<Party> SERVICES = List.of(Party.PLANNER, Party.APPROVAL, Party.EXECUTOR);
    private static final List<Party> STREAMS = List.of(Party.PLANNER, Party.APPROVAL);

    private AclsFile() {}

    static String text() {
        Stream<String> lines = Stream.of(SERVICES.stream().flatMap(AclsFile::service), anyone(), operators())
                .flatMap(Function.identity());
        return HEAD + lines.map(line -> line + "\n").collect(Collectors.joining());
    }

    private static Stream<String> service(Party service) {
        String name = service.principal();
        Stream<String> every = Stream.of(
                name + " Read literal"
                        + topics(Topic::topicName, topic -> topic.readers().contains(service)),
                name + " Write literal"
                        + topics(Topic::topicName, topic -> topic.writers().contains(service))
                        + topics(Topic::deadLetters, topic -> deadLettersOf(topic, service)),
                name + " IdempotentWrite literal cluster",
                name + " Read prefixed group:" + name,
                name + " Write prefixed transactional-id:" + name);
        return STREAMS.contains(service) ? Stream.concat(every, Stream.of(changelogs(name))) : every;
    }

    /** Kafka Streams makes the changelogs of its stores itself, and names them after the application. */
    private static String changelogs(String name) {
        return "%s Create,Read,Write,DescribeConfigs prefixed topic:%s-".formatted(name, name);
    }

    private static Stream<String> anyone() {
        return Stream.of(
                "anyone Read literal"
                        + topics(Topic::topicName, topic -> topic.readers().contains(Party.ANYONE)),
                "anyone Write literal"
                        + topics(Topic::topicName, topic -> topic.writers().contains(Party.ANYONE)),
                "anyone Read prefixed group:anyone-");
    }

    private static Stream<String> operators() {
        return Stream.of(
                "operators Read literal" + topics(Topic::deadLetters, Topic::hasDeadLetters),
                "operators Read prefixed group:operators-");
    }

    /** Whoever reads a topic may find a record that it cannot accept. */
    private static boolean deadLettersOf(Topic topic, Party reader) {
        return topic.hasDeadLetters() && topic.readers().contains(reader);
    }

    private static String topics(Function<Topic, String> name, Predicate<Topic> which) {
        return Arrays.stream(Topic.values())
                .filter(which)
                .map(topic -> " topic:" + name.apply(topic))
                .collect(Collectors.joining());
    }
}

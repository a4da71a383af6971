package dev.countersign.local.broker;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Brings a broker's topics in line with the contract's topic table. Safe to repeat, and to run twice at once. */
public final class TopicCreation {

    private TopicCreation() {}

    /** On a single broker: as {@link #run(String, short)} with a replication factor of 1. */
    public static List<String> run(String bootstrapServers) {
        return run(bootstrapServers, (short) 1);
    }

    /**
     * Creates the topics that are missing and compares those that are there.
     *
     * @return the names of the topics that were created
     * @throws TopicMismatchException when a topic that is there has other partitions or settings than the table
     */
    public static List<String> run(String bootstrapServers, short replicationFactor) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return run(admin, replicationFactor);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("cannot create topics on " + bootstrapServers, failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", interrupted);
        }
    }

    private static List<String> run(Admin admin, short replicationFactor)
            throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics().names().get();
        compare(admin, wanted(present, true));
        List<DesiredTopic> missing = wanted(present, false);
        create(admin, missing, replicationFactor);
        return missing.stream().map(DesiredTopic::name).toList();
    }

    private static List<DesiredTopic> wanted(Set<String> present, boolean there) {
        return DesiredTopic.all().stream()
                .filter(topic -> present.contains(topic.name()) == there)
                .toList();
    }

    private static void create(Admin admin, List<DesiredTopic> topics, short replicationFactor)
            throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<Void>> results = admin.createTopics(topics.stream()
                        .map(topic -> topic.creation(replicationFactor))
                        .toList())
                .values();
        for (DesiredTopic topic : topics) {
            try {
                requireNonNull(results.get(topic.name())).get();
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof TopicExistsException)) {
                    throw failed;
                }
                compare(admin, List.of(topic));
            }
        }
    }

    private static void compare(Admin admin, List<DesiredTopic> topics)
            throws ExecutionException, InterruptedException {
        Set<String> names = topics.stream().map(DesiredTopic::name).collect(toSet());
        Map<String, TopicDescription> descriptions =
                admin.describeTopics(names).allTopicNames().get();
        Map<ConfigResource, Config> configs = admin.describeConfigs(
                        topics.stream().map(DesiredTopic::resource).toList())
                .all()
                .get();
        List<String> differences = topics.stream()
                .flatMap(topic -> topic
                        .differences(
                                requireNonNull(descriptions.get(topic.name())),
                                requireNonNull(configs.get(topic.resource())))
                        .stream())
                .sorted()
                .toList();
        if (!differences.isEmpty()) {
            throw new TopicMismatchException(differences);
        }
    }
}

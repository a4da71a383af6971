package dev.countersign.deploy.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.topic.ClientSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The committed topics and ACLs, put in place by the committed script on a real broker, allow what they should alone. */
@ExtendWith(BrokerExtension.class)
class AccessIT {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final byte[] BYTES = "x".getBytes(UTF_8);

    private static SecuredBroker broker;

    @BeforeAll
    static void fillTopics(SecuredBroker shared) throws Exception {
        broker = shared;
        fillEveryTopic();
    }

    @Test
    void shouldCreateTheTopicsOfTheTableAndNoOther() throws Exception {
        try (Admin admin = Admin.create(broker.connection("admin"))) {
            // Another test's Kafka Streams application has changelogs here, too.
            assertThat(admin.listTopics().names().get())
                    .filteredOn(topic -> !topic.contains("-service-"))
                    .containsExactlyInAnyOrderElementsOf(expectedTopics());
        }
    }

    @Test
    void shouldLetEachPrincipalWriteWhatTheTableSaysAndNothingElse() {
        for (String principal : ExpectedAccess.PRINCIPALS) {
            assertThat(writable(principal))
                    .as("topics that %s can write", principal)
                    .isEqualTo(expected(topic -> topic.writers().contains(principal)));
        }
    }

    @Test
    void shouldLetEachPrincipalReadWhatTheTableSaysAndNothingElse() {
        for (String principal : ExpectedAccess.PRINCIPALS) {
            assertThat(readable(principal))
                    .as("topics that %s can read", principal)
                    .isEqualTo(expected(topic -> topic.readers().contains(principal)));
        }
    }

    @Test
    void shouldKeepTransactionalIdsToTheirService() {
        assertThat(beginsTransaction("planner-service", "planner-service-0")).isTrue();
        assertThat(beginsTransaction("executor-service", "executor-service-0")).isTrue();
        assertThat(beginsTransaction("planner-service", "approval-service-0")).isFalse();
        assertThat(beginsTransaction("guest", "executor-service-0")).isFalse();
    }

    @Test
    void shouldKeepGroupsToTheirOwner() {
        assertThat(joinsGroup("executor-service", "approved-calls", "executor-service"))
                .isTrue();
        assertThat(joinsGroup("guest", "answers", "anyone-shop")).isTrue();
        assertThat(joinsGroup("guest", "answers", "executor-service")).isFalse();
        assertThat(joinsGroup("planner-service", "rejected-calls", "approval-service"))
                .isFalse();
    }

    @Test
    void shouldTurnAwayAWrongPassword() {
        Map<String, Object> connection = new HashMap<>(broker.connection("guest"));
        connection.computeIfPresent(
                "sasl.jaas.config", (name, value) -> value.toString().replaceFirst("password=\"..", "password=\"zz"));

        try (Admin admin = Admin.create(connection)) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    private static void fillEveryTopic() throws Exception {
        try (var producer = producer("admin")) {
            for (String topic : expectedTopics()) {
                producer.send(new ProducerRecord<>(topic, 0, BYTES, BYTES)).get();
            }
        }
    }

    private static Set<String> writable(String principal) {
        Set<String> writable = new TreeSet<>();
        try (var producer = producer(principal)) {
            for (String topic : expectedTopics()) {
                // Another partition than the one that reads look at.
                if (accepted(producer.send(new ProducerRecord<>(topic, 1, BYTES, BYTES)))) {
                    writable.add(topic);
                }
            }
        }
        return writable;
    }

    private static boolean accepted(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return true;
        } catch (ExecutionException refused) {
            assertThat(refused).hasCauseInstanceOf(TopicAuthorizationException.class);
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static Set<String> readable(String principal) {
        Set<String> readable = new TreeSet<>();
        for (String topic : expectedTopics()) {
            try (var consumer = consumer(principal, Map.of())) {
                TopicPartition first = new TopicPartition(topic, 0);
                consumer.assign(List.of(first));
                consumer.seek(first, 0);
                assertThat(consumer.poll(BOUND)).as(topic).isNotEmpty();
                readable.add(topic);
            } catch (TopicAuthorizationException refused) {
                assertThat(refused.unauthorizedTopics()).containsExactly(topic);
            }
        }
        return readable;
    }

    private static boolean beginsTransaction(String principal, String id) {
        Map<String, Object> settings = ClientSettings.producer(broker.connection(principal));
        settings.put("transactional.id", id);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            return true;
        } catch (TransactionalIdAuthorizationException refused) {
            return false;
        }
    }

    private static boolean joinsGroup(String principal, String topic, String group) {
        try (var consumer = consumer(principal, Map.of("group.id", group))) {
            consumer.subscribe(List.of(topic));
            return !consumer.poll(BOUND).isEmpty();
        } catch (GroupAuthorizationException refused) {
            return false;
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String principal) {
        // Without idempotence, so that the topic alone decides; every service's own producers have it.
        Map<String, Object> settings = new HashMap<>(broker.connection(principal));
        settings.put("enable.idempotence", false);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String principal, Map<String, Object> more) {
        Map<String, Object> settings = ClientSettings.consumer(broker.connection(principal));
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Set<String> expectedTopics() {
        return expected(topic -> true);
    }

    private static Set<String> expected(Predicate<ExpectedAccess> which) {
        return ExpectedAccess.table().stream()
                .filter(which)
                .map(ExpectedAccess::topic)
                .collect(toCollection(TreeSet::new));
    }
}

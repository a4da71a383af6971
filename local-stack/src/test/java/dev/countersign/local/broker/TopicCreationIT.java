package dev.countersign.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.contract.topic.Topic;
import dev.countersign.local.process.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One broker, whose topics each test finds as the one before left them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicCreationIT {

    @TempDir
    static Path dir;

    private static TestBroker broker;
    private static Admin admin;

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.start(dir);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @Test
    @Order(1)
    void shouldCreateEveryTopicOfTheTable() throws Exception {
        List<String> created = TopicCreation.run(broker.bootstrapServers());

        assertThat(created)
                .contains(Topic.PROMPTS.topicName(), Topic.PROMPTS.deadLetters(), Topic.APPROVALS.topicName())
                .doesNotHaveDuplicates();
        assertThat(admin.describeTopics(Set.copyOf(created))
                        .allTopicNames()
                        .get()
                        .values())
                .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(Topic.PARTITIONS));
    }

    @Test
    @Order(2)
    void shouldCreateNothingTwice() {
        List<String> created = TopicCreation.run(broker.bootstrapServers());

        assertThat(created).isEmpty();
    }

    @Test
    @Order(3)
    void shouldNameEachTopicThatDiffersAndChangeNothing() throws Exception {
        ConfigResource answers = new ConfigResource(ConfigResource.Type.TOPIC, Topic.ANSWERS.topicName());
        admin.incrementalAlterConfigs(Map.of(
                        answers,
                        List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        admin.deleteTopics(List.of(Topic.APPROVALS.topicName())).all().get();
        admin.createTopics(List.of(new NewTopic(Topic.APPROVALS.topicName(), 3, (short) 1)))
                .all()
                .get();
        Await.until("the broker to know its topics", Duration.ofSeconds(10), () -> partitions(Topic.APPROVALS) == 3);

        assertThatThrownBy(() -> TopicCreation.run(broker.bootstrapServers()))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining("answers: retention.ms=1, wanted 604800000")
                .hasMessageContaining("approvals: 3 partitions, wanted 6")
                .hasMessageContaining("approvals: cleanup.policy=delete, wanted compact");
    }

    private static int partitions(Topic topic) {
        try {
            return admin.describeTopics(Set.of(topic.topicName()))
                    .allTopicNames()
                    .get()
                    .get(topic.topicName())
                    .partitions()
                    .size();
        } catch (ExecutionException notYet) {
            return 0;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}

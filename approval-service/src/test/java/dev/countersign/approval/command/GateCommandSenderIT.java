package dev.countersign.approval.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.Voter;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.broker.TestBroker;
import dev.countersign.local.broker.TopicCreation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a command to the gate and of its outcome back; the gate itself is not there. */
class GateCommandSenderIT {
    private static final ConversationId CONVERSATION = new ConversationId("c");

    @TempDir
    Path dir;

    private TestBroker broker;
    private GateCommandSender sender;

    @BeforeEach
    void start() {
        broker = TestBroker.start(dir.resolve("broker"));
        TopicCreation.run(broker.bootstrapServers());
        sender = new GateCommandSender(new InstanceConfig("gate-0", dir.resolve("state"), 1, connection()));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(sender::isReady);
    }

    @AfterEach
    @Timeout(30)
    void stop() {
        sender.close();
        broker.close();
    }

    @Test
    void shouldNotHoldCallerUpWhileBrokerIsAway() {
        broker.close();

        CompletionStage<GateOutcome> outcome = assertTimeout(Duration.ofSeconds(5), () -> sender.send(withdrawal()));

        assertThat(outcome.toCompletableFuture()).isNotDone();
    }

    @Test
    void shouldPassOverWhatIsNoOutcome() throws Exception {
        GateCommand.WithdrawCall command = withdrawal();
        GateOutcome answer = new GateOutcome.Refused(
                command.commandId(), CONVERSATION, GateOutcome.Refusal.NOT_FOUND, "none", Optional.empty());

        CompletionStage<GateOutcome> outcome = sender.send(command);
        writeOutcome(null);
        writeOutcome("hello".getBytes(StandardCharsets.UTF_8));
        writeOutcome(OutcomeRecord.write(answer));

        assertThat(outcome.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(answer);
        assertThat(sender.failure()).isEmpty();
    }

    @Test
    void shouldWriteOneControlChangeWholeBeforeTheNext() {
        int changes = 200;
        List<ControlReplies> replies = IntStream.range(0, changes)
                .parallel()
                .mapToObj(number -> sender.sendControl(set("s-" + number)))
                .toList();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> replies.stream().allMatch(ControlReplies::isWritten));

        Map<Integer, List<String>> ids = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                ClientSettings.consumer(connection()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Topic.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(Topic.APPROVAL_COMMANDS.topicName(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> ids.computeIfAbsent(record.partition(), none -> new ArrayList<>())
                                .add(new String(record.key(), StandardCharsets.UTF_8)));
                return ids.values().stream().mapToInt(List::size).sum() == changes * Topic.PARTITIONS;
            });
        }
        assertThat(Set.copyOf(ids.values())).hasSize(1);
    }

    @Test
    void shouldNotTakeAControlChangeForWrittenWhileBrokerIsAway() {
        broker.close();

        ControlReplies replies = sender.sendControl(set("s"));

        assertThat(replies.await(Duration.ofSeconds(1))).isEmpty();
        assertThat(replies.isWritten()).isFalse();
    }

    private static ControlCommand set(String id) {
        return new ControlCommand.SetSwitch(
                id, SwitchMode.DENY, new Decider("root", Instant.parse("2026-11-24T12:00:00Z"), "http"), "looks odd");
    }

    private void writeOutcome(byte @Nullable [] value) throws Exception {
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(ClientSettings.producer(connection()), bytes, bytes)) {
            producer.send(new ProducerRecord<>(Topic.APPROVAL_OUTCOMES.topicName(), 0, null, value))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private Map<String, Object> connection() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static GateCommand.WithdrawCall withdrawal() {
        return new GateCommand.WithdrawCall(
                new CommandId(UUID.randomUUID()),
                new Voter("bob", Set.of(), false, "web"),
                CONVERSATION,
                new CallId("a"),
                Optional.empty());
    }
}

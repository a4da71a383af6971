package dev.countersign.approval.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.Voter;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.broker.TestBroker;
import dev.countersign.local.broker.TopicCreation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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

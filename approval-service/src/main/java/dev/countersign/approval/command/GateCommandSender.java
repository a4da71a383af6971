package dev.countersign.approval.command;

import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands over {@code approval-commands} and matches them with the outcomes on {@code approval-outcomes}, of
 * which every instance reads all. No command goes out before this instance has its place at the end of the outcomes, so
 * that none is missed.
 */
@Singleton
public final class GateCommandSender implements CommandSender, ControlSender, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GateCommandSender.class);
    private static final long FORGET_AFTER_SECONDS = 60;
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final TopicTail outcomes;
    private final Map<CommandId, CompletableFuture<GateOutcome>> waiting = new ConcurrentHashMap<>();
    private final Map<String, ControlReplies> waitingForAll = new ConcurrentHashMap<>();
    private final Object controlOrder = new Object();

    @Inject
    public GateCommandSender(InstanceConfig instance) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        producer = new KafkaProducer<>(ClientSettings.producer(instance.connection()), bytes, bytes);
        outcomes = TopicTail.start(
                instance.connection(), Topic.APPROVAL_OUTCOMES, TopicTail.From.END, this::acceptOutcome);
    }

    /** Makes the bean, and so takes its place on the outcomes, before anybody asks. */
    void onStart(@Observes StartupEvent event) {
        LOG.debug("event=outcomes-tailed");
    }

    void onStop(@Observes ShutdownEvent event) {
        close();
    }

    @Override
    public CompletionStage<GateOutcome> send(GateCommand.Asked command) {
        CompletableFuture<GateOutcome> outcome = new CompletableFuture<>();
        waiting.put(command.commandId(), outcome);
        whenListening(() -> write(record(command), () -> {}, outcome), outcome::completeExceptionally);
        return outcome.orTimeout(FORGET_AFTER_SECONDS, TimeUnit.SECONDS)
                .whenComplete((done, failure) -> waiting.remove(command.commandId()));
    }

    @Override
    public ControlReplies sendControl(ControlCommand command) {
        ControlReplies replies = expectControl(command.id());
        whenListening(() -> writeToAll(command, replies), replies::fail);
        return replies;
    }

    /** Of two changes the same is the last in every partition: one is written whole before the other. */
    private void writeToAll(ControlCommand command, ControlReplies replies) {
        synchronized (controlOrder) {
            for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
                write(record(command, partition), replies::acknowledge, replies.complete());
            }
        }
    }

    @Override
    public ControlReplies expectControl(String id) {
        ControlReplies replies = waitingForAll.computeIfAbsent(id, unknown -> new ControlReplies());
        CompletableFuture<Void> _ = replies.complete()
                .orTimeout(FORGET_AFTER_SECONDS, TimeUnit.SECONDS)
                .whenComplete((done, failure) -> waitingForAll.remove(id, replies));
        return replies;
    }

    /** A producer that does not know the topic's leaders waits for them for a minute: not the caller's minute. */
    private void whenListening(Runnable send, Consumer<Throwable> otherwise) {
        CompletableFuture<Void> _ = outcomes.caughtUp()
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                send.run();
                            } else {
                                otherwise.accept(failure);
                            }
                        },
                        Thread::startVirtualThread);
    }

    private void write(ProducerRecord<byte[], byte[]> record, Runnable acknowledged, CompletableFuture<?> waiter) {
        try {
            Future<RecordMetadata> _ = producer.send(record, (written, failure) -> {
                if (failure == null) {
                    acknowledged.run();
                } else {
                    waiter.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException failure) {
            waiter.completeExceptionally(failure);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(GateCommand.Asked command) {
        ConversationId conversation = command.conversationId();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.APPROVAL_COMMANDS.topicName(),
                Partitions.of(conversation),
                conversation.value().getBytes(StandardCharsets.UTF_8),
                CommandRecord.write(command));
        EventHeaders.ofConversation(
                        EventType.GATE_COMMAND,
                        command.commandId().toString(),
                        conversation,
                        Party.APPROVAL,
                        Instant.now())
                .forEach(record.headers()::add);
        return record;
    }

    /** In every partition, explicitly: each part of the gate keeps its own state. */
    private static ProducerRecord<byte[], byte[]> record(ControlCommand command, int partition) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.APPROVAL_COMMANDS.topicName(),
                partition,
                command.id().getBytes(StandardCharsets.UTF_8),
                ControlRecord.write(command));
        EventHeaders.of(EventType.GATE_CONTROL, command.id(), Party.APPROVAL, Instant.now(), command.id())
                .forEach(record.headers()::add);
        return record;
    }

    private void acceptOutcome(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (isOfControl(record)) {
                ControlOutcome outcome = ControlOutcomeRecord.read(record.value());
                Optional.ofNullable(waitingForAll.get(outcome.commandId()))
                        .ifPresent(replies -> replies.accept(outcome));
                return;
            }
            GateOutcome outcome = OutcomeRecord.read(record.value());
            CompletableFuture<GateOutcome> waiter = waiting.get(outcome.commandId());
            if (waiter != null) {
                // Whoever waits goes on elsewhere: the tail must not wait for them.
                CompletableFuture<GateOutcome> _ = waiter.completeAsync(() -> outcome);
            }
        } catch (UnreadableException unreadable) {
            LOG.error(
                    "event=outcome-unreadable partition={} offset={} reason=\"{}\"",
                    record.partition(),
                    record.offset(),
                    unreadable.detail());
        }
    }

    private static boolean isOfControl(ConsumerRecord<byte[], byte[]> record) {
        return EventHeaders.text(record.headers(), EventHeaders.TYPE)
                .filter(EventType.GATE_CONTROL.typeName()::equals)
                .isPresent();
    }

    /** Whether commands can be sent. */
    public boolean isReady() {
        return outcomes.caughtUp().isDone() && outcomes.failure().isEmpty();
    }

    /** What ended the reading of outcomes, if something did. */
    public Optional<Throwable> failure() {
        return outcomes.failure();
    }

    @Override
    public void close() {
        outcomes.close();
        producer.close(CLOSE_BOUND);
    }
}

package dev.countersign.executor.execution;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The one transactional producer. Whatever it throws leaves the transaction in doubt: it is of no use after that, and
 * the next one, which fences it, finds the truth in the ledger.
 */
final class Transactions implements AutoCloseable {

    private static final Duration CLOSE_BOUND = Duration.ofSeconds(1);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String executor;
    private final InstantSource clock;
    private final ClockSkew skew;

    private Transactions(KafkaProducer<byte[], byte[]> producer, String executor, InstantSource clock, ClockSkew skew) {
        this.producer = producer;
        this.executor = executor;
        this.clock = clock;
        this.skew = skew;
    }

    /** Opens the producer: afterwards no earlier one of this instance can commit, and none of its transactions is open. */
    static Transactions open(ExecutionSettings settings, InstantSource clock, ClockSkew skew) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings.producer(), bytes, bytes);
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            producer.close(CLOSE_BOUND);
            throw e;
        }
        return new Transactions(producer, settings.executor(), clock, skew);
    }

    /** What became of a batch. */
    sealed interface Outcome {

        /** It holds; the offsets are those of its changes, in their order. */
        record Committed(List<Long> offsets) implements Outcome {}

        /** Nothing of it holds: a partition that it claims has gone to another instance. */
        record NotOwner() implements Outcome {}
    }

    /**
     * Commits a batch, all of it or nothing.
     *
     * @throws KafkaException if it failed or is in doubt
     */
    Outcome commit(Batch batch, ConsumerGroupMetadata group) {
        producer.beginTransaction();
        List<Future<RecordMetadata>> changes = new ArrayList<>();
        batch.changes().forEach(change -> changes.add(producer.send(ledgerRecord(change))));
        batch.changes().forEach(change -> started(change).ifPresent(started -> send(startedRecord(started))));
        batch.results().forEach(result -> send(resultRecord(result)));
        batch.deadLetters().forEach(deadLetter -> send(deadLetterRecord(deadLetter)));
        if (!batch.claims().isEmpty() && !claim(batch.claims(), group)) {
            producer.abortTransaction();
            return new Outcome.NotOwner();
        }
        producer.commitTransaction();
        List<RecordMetadata> written =
                changes.stream().map(Transactions::written).toList();
        written.stream().findFirst().ifPresent(first -> skew.observe(clock.instant(), first.timestamp()));
        return new Outcome.Committed(
                written.stream().map(RecordMetadata::offset).toList());
    }

    /**
     * The records are in the log before the claim is checked. So, whoever owns the partition after a claim that passed
     * finds them there, decided or still open, when it asks for the end of the ledger.
     */
    private boolean claim(Map<Integer, OffsetAndMetadata> claims, ConsumerGroupMetadata group) {
        producer.flush();
        try {
            producer.sendOffsetsToTransaction(
                    claims.entrySet().stream()
                            .collect(Collectors.toMap(
                                    claim -> new TopicPartition(Topic.APPROVED_CALLS.topicName(), claim.getKey()),
                                    Map.Entry::getValue)),
                    group);
            return true;
        } catch (CommitFailedException e) {
            return false;
        }
    }

    /** The commit fails when this does. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        Future<RecordMetadata> _ = producer.send(record);
    }

    private ProducerRecord<byte[], byte[]> ledgerRecord(Batch.Change change) {
        Headers headers = EventHeaders.ofCall(EventType.LEDGER_ENTRY, change.key(), Party.EXECUTOR, clock.instant());
        return new ProducerRecord<>(
                Topic.EXECUTOR_LEDGER.topicName(),
                change.partition(),
                bytes(change.key().toString()),
                change.entry()
                        .map(entry -> LedgerRecord.of(executor, entry).write())
                        .orElse(null),
                headers);
    }

    private static Optional<Started> started(Batch.Change change) {
        return change.entry().filter(Started.class::isInstance).map(Started.class::cast);
    }

    /** Tells whoever watches; for the executor itself nothing comes of it. */
    private ProducerRecord<byte[], byte[]> startedRecord(Started entry) {
        LedgerCall call = entry.call();
        ToolStarted started = new ToolStarted(
                call.callId(),
                call.conversationId(),
                call.turn(),
                call.tool(),
                entry.startedAt(),
                entry.attempt(),
                executor,
                Optional.of(entry.instance()));
        // An attempt that certainly never began is entered again under its number: another event.
        String id = EventType.TOOL_STARTED.typeName() + "/" + call.key() + "/" + entry.attempt() + "/"
                + entry.startedAt().toEpochMilli();
        Headers headers = EventHeaders.of(
                EventType.TOOL_STARTED,
                id,
                Party.EXECUTOR,
                entry.startedAt(),
                call.key().toString());
        return toolResults(call.conversationId(), started, headers, call.traceparent());
    }

    private static ProducerRecord<byte[], byte[]> resultRecord(Batch.Published published) {
        ToolResult result = published.result();
        // A late result is another event than the one that stands, and another than a later late one.
        String id = EventType.TOOL_RESULT.typeName() + "/" + result.key()
                + (result.late()
                        ? "/late/" + result.attempt() + "/"
                                + result.finishedAt().toEpochMilli()
                        : "");
        Headers headers = EventHeaders.of(
                EventType.TOOL_RESULT,
                id,
                Party.EXECUTOR,
                result.finishedAt(),
                result.key().toString());
        return toolResults(result.conversationId(), result, headers, published.traceparent());
    }

    private static ProducerRecord<byte[], byte[]> toolResults(
            ConversationId conversation, Object value, Headers headers, Optional<String> traceparent) {
        traceparent.ifPresent(trace -> EventHeaders.put(headers, EventHeaders.TRACEPARENT, trace));
        return new ProducerRecord<>(
                Topic.TOOL_RESULTS.topicName(),
                Partitions.of(conversation),
                bytes(conversation.value()),
                JsonCodec.write(value),
                headers);
    }

    private static ProducerRecord<byte[], byte[]> deadLetterRecord(DeadLetter deadLetter) {
        return new ProducerRecord<>(
                deadLetter.topic(), null, deadLetter.key(), deadLetter.value(), deadLetter.headers());
    }

    private static RecordMetadata written(Future<RecordMetadata> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a committed transaction has all its records", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(CLOSE_BOUND);
    }
}

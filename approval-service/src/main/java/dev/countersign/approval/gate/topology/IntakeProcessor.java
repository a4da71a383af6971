package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.GateCommand;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Takes what outsiders write and puts it, as received, where its conversation lies. Remembers nothing; what cannot be
 * read goes to the dead letters in the same transaction.
 */
final class IntakeProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private final Topic topic;
    private final GateMetrics metrics;

    IntakeProcessor(Topic topic, GateMetrics metrics) {
        this.topic = topic;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Origin origin = new Origin(Positions.of(context(), topic, record), record.key(), record.headers());
        try {
            GateCommand command = OpenRecords.read(topic, record.headers(), record.value());
            byte[] key = command.conversationId().value().getBytes(StandardCharsets.UTF_8);
            context()
                    .forward(
                            new Record<>(key, record.value(), record.timestamp(), origin.toHeaders()),
                            GateTopology.INTAKE_COMMANDS);
        } catch (UnreadableException unreadable) {
            metrics.unreadable(topic, unreadable.reason());
            DeadLetter letter = origin.deadLetter(record.value(), unreadable.detail());
            context()
                    .forward(
                            new Record<>(letter.key(), letter.value(), record.timestamp(), letter.headers()),
                            GateTopology.intakeDeadLetters(topic));
        }
    }
}

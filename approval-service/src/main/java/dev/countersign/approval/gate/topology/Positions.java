package dev.countersign.approval.gate.topology;

import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.Topic;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Where the record at hand stands. */
final class Positions {

    private Positions() {}

    static DeadLetter.Position of(ProcessorContext<?, ?> context, Topic topic, Record<?, ?> record) {
        RecordMetadata metadata = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record that is processed has a position"));
        return new DeadLetter.Position(topic, metadata.partition(), metadata.offset(), record.timestamp());
    }
}

package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.topic.DeadLetter.Position;
import dev.countersign.contract.topic.Topic;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Where the record in hand stands. */
final class Positions {
    private Positions() {}

    static Position of(Topic topic, Record<byte[], byte[]> record, ProcessingContext context) {
        RecordMetadata metadata = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record from a topic has a position"));
        return new Position(topic, metadata.partition(), metadata.offset(), record.timestamp());
    }
}

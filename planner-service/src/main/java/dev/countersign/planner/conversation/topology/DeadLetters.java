package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.topic.DeadLetter;
import org.apache.kafka.streams.processor.api.Record;

/** Dead letters as records to forward. */
final class DeadLetters {
    private DeadLetters() {}

    @SuppressWarnings("NullAway") // Streams takes a record without key or value; its type does not say so.
    static Record<byte[], byte[]> record(DeadLetter letter, long timestamp) {
        return new Record<>(letter.key(), letter.value(), timestamp, letter.headers());
    }
}

package dev.countersign.approval.gate.topology;

import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.Partitions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Puts a record where its conversation lies; its key is the conversation's id or starts with it and a slash. */
final class ByConversation implements StreamPartitioner<byte[], byte[]> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int numPartitions) {
        String text = new String(key, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        ConversationId conversation = new ConversationId(slash < 0 ? text : text.substring(0, slash));
        return Optional.of(Set.of(Partitions.of(conversation)));
    }
}

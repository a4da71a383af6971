package dev.countersign.contract.topic;

import dev.countersign.contract.id.ConversationId;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Where a conversation lies: the same partition number on every topic whose key is the conversation. */
public final class Partitions {
    private Partitions() {}

    /** The partition of a conversation: murmur2 of its id's UTF-8 bytes, as Java's producers do for such a key. */
    public static int of(ConversationId conversation) {
        byte[] key = conversation.value().getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % Topic.PARTITIONS;
    }
}

package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.ConversationState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The conversations of one partition, and an index of when time alone changes something in each: the instant as eight
 * bytes, big end first, then the conversation's id, so that what is due comes first.
 */
final class ConversationStores {
    static final String CONVERSATIONS = "conversations";
    static final String DUE = "due";

    private final KeyValueStore<Bytes, byte[]> conversations;
    private final KeyValueStore<Bytes, byte[]> due;
    private final ConversationLimits limits;

    ConversationStores(ProcessingContext context, ConversationLimits limits) {
        this.conversations = context.getStateStore(CONVERSATIONS);
        this.due = context.getStateStore(DUE);
        this.limits = limits;
    }

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
    }

    Optional<ConversationState> find(ConversationId conversation) {
        return Optional.ofNullable(conversations.get(key(conversation))).map(ConversationStores::state);
    }

    void replace(Optional<ConversationState> before, ConversationState after) {
        before.map(this::dueKey).ifPresent(due::delete);
        if (after.equals(ConversationState.empty(after.id()))) {
            conversations.delete(key(after.id()));
            return;
        }
        conversations.put(key(after.id()), JsonCodec.write(after));
        index(after);
    }

    /** Conversations for which it is time, at most so many; their index entries are gone after. */
    List<ConversationId> takeDue(Instant now, int most) {
        List<Bytes> keys = new ArrayList<>();
        Bytes from = new Bytes(new byte[Long.BYTES]);
        Bytes to = new Bytes(
                ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli() + 1).array());
        try (KeyValueIterator<Bytes, byte[]> entries = due.range(from, to)) {
            while (entries.hasNext() && keys.size() < most) {
                keys.add(entries.next().key);
            }
        }
        keys.forEach(due::delete);
        return keys.stream().map(ConversationStores::conversation).toList();
    }

    /** Enters a conversation into the index again. */
    void index(ConversationState state) {
        due.put(dueKey(state), new byte[0]);
    }

    private Bytes dueKey(ConversationState state) {
        byte[] id = state.id().value().getBytes(StandardCharsets.UTF_8);
        return new Bytes(ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(state.dueAt(limits).toEpochMilli())
                .put(id)
                .array());
    }

    private static ConversationId conversation(Bytes dueKey) {
        byte[] key = dueKey.get();
        return new ConversationId(new String(key, Long.BYTES, key.length - Long.BYTES, StandardCharsets.UTF_8));
    }

    private static Bytes key(ConversationId conversation) {
        return new Bytes(conversation.value().getBytes(StandardCharsets.UTF_8));
    }

    private static ConversationState state(byte[] value) {
        try {
            return JsonCodec.read(value, ConversationState.class);
        } catch (UnreadableException e) {
            throw new IllegalStateException("the store holds what this service wrote: " + e.detail(), e);
        }
    }
}

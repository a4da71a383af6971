package dev.countersign.approval.gate.topology;

import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** Which calls of a conversation were refused, by tool and arguments: the newest few of each. */
final class RefusalStore {

    static final String NAME = "refusals";

    private static final int KEPT = 16;

    /** The refusals of one tool and arguments, the newest first. */
    record Refusals(List<PastRefusal> refusals) {
        Refusals {
            refusals = List.copyOf(refusals);
        }
    }

    private final KeyValueStore<String, byte[]> store;

    RefusalStore(ProcessorContext<?, ?> context) {
        store = context.getStateStore(NAME);
    }

    List<PastRefusal> of(ConversationId conversation, ToolName tool, Digest arguments) {
        return StoredJson.read(store.get(key(conversation, tool, arguments)), Refusals.class)
                .map(Refusals::refusals)
                .orElse(List.of());
    }

    /** The newest are kept; with more than that a person is asked about an old one again. */
    void add(ConversationId conversation, ToolName tool, Digest arguments, PastRefusal refusal) {
        Stream<PastRefusal> others = of(conversation, tool, arguments).stream()
                .filter(other -> !other.callId().equals(refusal.callId()));
        List<PastRefusal> kept =
                Stream.concat(Stream.of(refusal), others).limit(KEPT).toList();
        store.put(key(conversation, tool, arguments), JsonCodec.write(new Refusals(kept)));
    }

    /** A call is forgotten, and that it was refused with it. */
    void remove(ConversationId conversation, ToolName tool, Digest arguments, PastRefusal refusal) {
        List<PastRefusal> kept = of(conversation, tool, arguments).stream()
                .filter(other -> !other.callId().equals(refusal.callId()))
                .toList();
        String key = key(conversation, tool, arguments);
        if (kept.isEmpty()) {
            store.delete(key);
        } else {
            store.put(key, JsonCodec.write(new Refusals(kept)));
        }
    }

    private static String key(ConversationId conversation, ToolName tool, Digest arguments) {
        return conversation + "/" + tool + "/" + arguments;
    }
}

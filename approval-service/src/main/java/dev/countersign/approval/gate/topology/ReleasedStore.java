package dev.countersign.approval.gate.topology;

import dev.countersign.approval.control.Unfinished;
import dev.countersign.contract.id.CallKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The calls that were released and have no result yet: what no control change reaches any more. */
final class ReleasedStore {

    static final String NAME = "released";

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<String, byte[]> store;

    ReleasedStore(ProcessorContext<?, ?> context) {
        store = context.getStateStore(NAME);
    }

    void add(CallKey call) {
        store.put(call.toString(), PRESENT);
    }

    void remove(CallKey call) {
        store.delete(call.toString());
    }

    Unfinished unfinished() {
        int count = 0;
        List<CallKey> listed = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
                String key = entries.next().key;
                count++;
                if (listed.size() < Unfinished.MAX_LISTED) {
                    listed.add(CallKey.parse(key));
                }
            }
        }
        return new Unfinished(count, listed);
    }
}

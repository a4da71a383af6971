package dev.countersign.approval.gate.topology;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value of a store as it is read back. */
final class StoredJson {

    private StoredJson() {}

    /** The value, if there is one; that it cannot be read is impossible, since the gate wrote it. */
    static <T> Optional<T> read(byte @Nullable [] bytes, Class<T> type) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonCodec.read(bytes, type));
        } catch (UnreadableException e) {
            throw new IllegalStateException("the gate reads what it has stored", e);
        }
    }
}

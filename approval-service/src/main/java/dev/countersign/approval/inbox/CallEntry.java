package dev.countersign.approval.inbox;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.util.Optional;

/**
 * A call as the read model holds it: what pages are chosen by, and all else packed.
 *
 * @param partition where its newest record lies
 * @param offset of that record
 */
record CallEntry(
        Place place,
        int partition,
        long offset,
        Listed listed,
        ToolName tool,
        Optional<String> requester,
        PackedText packed) {
    static CallEntry of(int partition, long offset, byte[] value, Approval approval) {
        return new CallEntry(
                new Place(approval.requestedAt(), approval.key()),
                partition,
                offset,
                Listed.of(approval),
                approval.tool(),
                approval.requester(),
                PackedText.of(value));
    }

    CallKey key() {
        return place.key();
    }

    int bytes() {
        return packed.length();
    }

    boolean isPending() {
        return listed.isPending();
    }

    boolean isUnknown() {
        return listed.equals(Listed.UNKNOWN);
    }

    Approval approval() {
        try {
            return JsonCodec.readOpen(packed.bytes(), Approval.class, JsonCodec.MAX_BYTES);
        } catch (UnreadableException e) {
            throw new IllegalStateException("what was read once can be read again", e);
        }
    }
}

package dev.countersign.approval.command;

import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one partition made of a control change, as it lies on {@code approval-outcomes} under the {@code ce_type} of
 * control changes: exactly one of the members is there.
 */
public record ControlOutcomeRecord(Optional<ControlOutcome.Applied> applied, Optional<ControlOutcome.Refused> refused) {

    public ControlOutcomeRecord {
        if (applied.isPresent() == refused.isPresent()) {
            throw new IllegalArgumentException("a record holds exactly one outcome");
        }
    }

    /** Reads the bytes of a record. */
    public static ControlOutcome read(byte @Nullable [] value) throws UnreadableException {
        if (value == null) {
            throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "the record has no value");
        }
        ControlOutcomeRecord record = JsonCodec.read(value, ControlOutcomeRecord.class);
        return record.applied.<ControlOutcome>map(outcome -> outcome).orElseGet(record.refused::orElseThrow);
    }

    /** The bytes of the record that holds an outcome. */
    public static byte[] write(ControlOutcome outcome) {
        return JsonCodec.write(
                switch (outcome) {
                    case ControlOutcome.Applied applied ->
                        new ControlOutcomeRecord(Optional.of(applied), Optional.empty());
                    case ControlOutcome.Refused refused ->
                        new ControlOutcomeRecord(Optional.empty(), Optional.of(refused));
                });
    }
}

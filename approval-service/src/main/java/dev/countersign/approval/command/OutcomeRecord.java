package dev.countersign.approval.command;

import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The outcome of a command, as it lies on {@code approval-outcomes}: exactly one of the members is there. */
public record OutcomeRecord(Optional<GateOutcome.Accepted> accepted, Optional<GateOutcome.Refused> refused) {

    public OutcomeRecord {
        if (accepted.isPresent() == refused.isPresent()) {
            throw new IllegalArgumentException("a record holds exactly one outcome");
        }
    }

    /** Reads the bytes of a record. */
    public static GateOutcome read(byte @Nullable [] value) throws UnreadableException {
        if (value == null) {
            throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "the record has no value");
        }
        OutcomeRecord record = JsonCodec.read(value, OutcomeRecord.class);
        return record.accepted.<GateOutcome>map(outcome -> outcome).orElseGet(record.refused::orElseThrow);
    }

    /** The bytes of the record that holds an outcome. */
    public static byte[] write(GateOutcome outcome) {
        return JsonCodec.write(
                switch (outcome) {
                    case GateOutcome.Accepted accepted -> new OutcomeRecord(Optional.of(accepted), Optional.empty());
                    case GateOutcome.Refused refused -> new OutcomeRecord(Optional.empty(), Optional.of(refused));
                });
    }
}

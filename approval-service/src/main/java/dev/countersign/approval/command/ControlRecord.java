package dev.countersign.approval.command;

import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlCommand.ActivatePolicy;
import dev.countersign.approval.control.ControlCommand.MakeGrant;
import dev.countersign.approval.control.ControlCommand.RevokeGrant;
import dev.countersign.approval.control.ControlCommand.SetSwitch;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A control change, as it lies in every partition of {@code approval-commands} under a {@code ce_type} of its own:
 * exactly one of the members is there.
 */
public record ControlRecord(
        Optional<SetSwitch> setSwitch,
        Optional<MakeGrant> makeGrant,
        Optional<RevokeGrant> revokeGrant,
        Optional<ActivatePolicy> activatePolicy) {

    public ControlRecord {
        if (all(setSwitch, makeGrant, revokeGrant, activatePolicy).size() != 1) {
            throw new IllegalArgumentException("a record holds exactly one control change");
        }
    }

    /** Reads the bytes of a record. */
    public static ControlCommand read(byte @Nullable [] value) throws UnreadableException {
        if (value == null) {
            throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "the record has no value");
        }
        ControlRecord record = JsonCodec.read(value, ControlRecord.class);
        return all(record.setSwitch, record.makeGrant, record.revokeGrant, record.activatePolicy)
                .getFirst();
    }

    /** The bytes of the record that holds a control change. */
    public static byte[] write(ControlCommand command) {
        return JsonCodec.write(new ControlRecord(
                only(command, SetSwitch.class),
                only(command, MakeGrant.class),
                only(command, RevokeGrant.class),
                only(command, ActivatePolicy.class)));
    }

    private static <C extends ControlCommand> Optional<C> only(ControlCommand command, Class<C> type) {
        return type.isInstance(command) ? Optional.of(type.cast(command)) : Optional.empty();
    }

    @SafeVarargs
    private static List<ControlCommand> all(Optional<? extends ControlCommand>... members) {
        return Stream.of(members)
                .<ControlCommand>mapMulti((command, found) -> command.ifPresent(found))
                .toList();
    }
}

package dev.countersign.approval.command;

import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateCommand.DecideCall;
import dev.countersign.approval.gate.GateCommand.DecideTurn;
import dev.countersign.approval.gate.GateCommand.WithdrawCall;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A command that somebody waits for, as it lies on {@code approval-commands}: exactly one of the members is there. */
public record CommandRecord(
        Optional<DecideCall> decideCall, Optional<DecideTurn> decideTurn, Optional<WithdrawCall> withdrawCall) {

    public CommandRecord {
        if (all(decideCall, decideTurn, withdrawCall).size() != 1) {
            throw new IllegalArgumentException("a record holds exactly one command");
        }
    }

    static CommandRecord of(GateCommand.Asked command) {
        return switch (command) {
            case DecideCall decide -> new CommandRecord(Optional.of(decide), Optional.empty(), Optional.empty());
            case DecideTurn decide -> new CommandRecord(Optional.empty(), Optional.of(decide), Optional.empty());
            case WithdrawCall withdraw -> new CommandRecord(Optional.empty(), Optional.empty(), Optional.of(withdraw));
        };
    }

    /** Reads the bytes of a record. */
    public static GateCommand.Asked read(byte[] value) throws UnreadableException {
        CommandRecord record = JsonCodec.read(value, CommandRecord.class);
        return all(record.decideCall, record.decideTurn, record.withdrawCall).getFirst();
    }

    /** The bytes of the record that holds a command. */
    public static byte[] write(GateCommand.Asked command) {
        return JsonCodec.write(of(command));
    }

    private static List<GateCommand.Asked> all(
            Optional<DecideCall> decideCall, Optional<DecideTurn> decideTurn, Optional<WithdrawCall> withdrawCall) {
        return Stream.<Optional<? extends GateCommand.Asked>>of(decideCall, decideTurn, withdrawCall)
                .<GateCommand.Asked>mapMulti((command, found) -> command.ifPresent(found))
                .toList();
    }
}

package dev.countersign.approval.command;

import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateCommand.Asked;
import dev.countersign.approval.gate.GateCommand.ClaimCall;
import dev.countersign.approval.gate.GateCommand.CommentOn;
import dev.countersign.approval.gate.GateCommand.DecideCall;
import dev.countersign.approval.gate.GateCommand.DecideTurn;
import dev.countersign.approval.gate.GateCommand.EndConversation;
import dev.countersign.approval.gate.GateCommand.SettleCall;
import dev.countersign.approval.gate.GateCommand.UnclaimCall;
import dev.countersign.approval.gate.GateCommand.WithdrawCall;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A command that somebody waits for, as it lies on {@code approval-commands}: exactly one of the members is there. */
public record CommandRecord(
        Optional<DecideCall> decideCall,
        Optional<DecideTurn> decideTurn,
        Optional<WithdrawCall> withdrawCall,
        Optional<EndConversation> endConversation,
        Optional<ClaimCall> claimCall,
        Optional<UnclaimCall> unclaimCall,
        Optional<CommentOn> commentOn,
        Optional<SettleCall> settleCall) {

    public CommandRecord {
        if (all(decideCall, decideTurn, withdrawCall, endConversation, claimCall, unclaimCall, commentOn, settleCall)
                        .size()
                != 1) {
            throw new IllegalArgumentException("a record holds exactly one command");
        }
    }

    static CommandRecord of(Asked command) {
        return new CommandRecord(
                only(command, DecideCall.class),
                only(command, DecideTurn.class),
                only(command, WithdrawCall.class),
                only(command, EndConversation.class),
                only(command, ClaimCall.class),
                only(command, UnclaimCall.class),
                only(command, CommentOn.class),
                only(command, SettleCall.class));
    }

    /** Reads the bytes of a record. */
    public static GateCommand.Asked read(byte[] value) throws UnreadableException {
        CommandRecord record = JsonCodec.read(value, CommandRecord.class);
        return all(
                        record.decideCall,
                        record.decideTurn,
                        record.withdrawCall,
                        record.endConversation,
                        record.claimCall,
                        record.unclaimCall,
                        record.commentOn,
                        record.settleCall)
                .getFirst();
    }

    /** The bytes of the record that holds a command. */
    public static byte[] write(GateCommand.Asked command) {
        return JsonCodec.write(of(command));
    }

    private static <C extends Asked> Optional<C> only(Asked command, Class<C> type) {
        return type.isInstance(command) ? Optional.of(type.cast(command)) : Optional.empty();
    }

    @SafeVarargs
    private static List<Asked> all(Optional<? extends Asked>... members) {
        return Stream.of(members)
                .<Asked>mapMulti((command, found) -> command.ifPresent(found))
                .toList();
    }
}

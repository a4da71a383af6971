package dev.countersign.approval.command;

import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import java.util.concurrent.CompletionStage;

/** Hands the gate the commands that somebody waits for. */
public interface CommandSender {

    /**
     * Sends a command. The stage completes when this instance has read the gate's committed outcome from
     * {@code approval-outcomes}; it fails when the command could not be written, or when nothing came within a minute:
     * the command may then still be carried out. The caller bounds the wait for itself.
     */
    CompletionStage<GateOutcome> send(GateCommand.Asked command);
}

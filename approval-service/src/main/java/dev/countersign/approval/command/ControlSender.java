package dev.countersign.approval.command;

import dev.countersign.approval.control.ControlCommand;

/** Hands every partition of the gate a control change. */
public interface ControlSender {

    /** Sends a change to every partition. Each answers for itself, when its part of the gate is there to do so. */
    ControlReplies sendControl(ControlCommand command);

    /**
     * Waits for what the partitions make of a change that somebody else sends: a grant is sent by the gate itself, under
     * the id of the command that makes it. To be called before that command is sent.
     */
    ControlReplies expectControl(String id);
}

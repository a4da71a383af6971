package dev.countersign.approval.gate;

import java.util.List;

/** What the gate makes of a command: what happened, and what to tell whoever sent it. */
public record Decision(List<GateEvent> events, Reply reply) {

    public Decision {
        events = List.copyOf(events);
    }

    /** What to tell whoever sent the command. */
    public sealed interface Reply {}

    /** A command that somebody waits for has this outcome. */
    public record Answered(GateOutcome outcome) implements Reply {}

    /** It was taken; nobody waits. */
    public record Taken() implements Reply {}

    /** It was known, and changed nothing. */
    public record Repeated() implements Reply {}

    /** It cannot be accepted, and goes to the dead letters. */
    public record NotAccepted(Fault fault, String message) implements Reply {}

    /** Why a record cannot be accepted; the tag of the metric. */
    public enum Fault {
        /** A request of a known id with other content. */
        CONFLICT,
        /** About a call that is not known. */
        UNKNOWN_CALL,
        /** A withdrawal of a call that is decided. */
        ALREADY_DECIDED,
        /** A result of a call that was never released. */
        NOT_RELEASED,
        /** A result that does not speak for the call that it names. */
        NOT_BELIEVED,
        /** A result of a call that has its result and a late one. */
        ONE_TOO_MANY
    }
}

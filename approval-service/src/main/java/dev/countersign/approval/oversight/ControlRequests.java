package dev.countersign.approval.oversight;

import dev.countersign.approval.command.ControlReplies;
import dev.countersign.approval.command.ControlSender;
import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.control.Unfinished;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.identity.Caller;
import dev.countersign.approval.identity.SignedIn;
import dev.countersign.contract.event.Decider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/** Sends control changes for the person behind the present request, and waits for what comes of them. */
@ApplicationScoped
class ControlRequests {
    private final ControlSender sender;
    private final Caller caller;
    private final ControlConfig config;

    @Inject
    ControlRequests(ControlSender sender, Caller caller, ControlConfig config) {
        this.sender = sender;
        this.caller = caller;
        this.config = config;
    }

    /** What the partitions make of a change within the wait, by partition; those that are missing will still answer. */
    SortedMap<Integer, ControlOutcome> send(ControlCommand command) {
        ControlReplies replies = sender.sendControl(command);
        SortedMap<Integer, ControlOutcome> outcomes = replies.await(config.longestWait());
        if (!replies.isWritten()) {
            throw Problem.of(
                            Response.Status.SERVICE_UNAVAILABLE,
                            "The broker has not acknowledged the change for every partition of the gate, and may have "
                                    + "it all the same; sending it again is safe")
                    .asException();
        }
        return outcomes;
    }

    /** Whoever asks, by the clock of this instance; each partition keeps the broker's time instead. */
    Decider decider() {
        SignedIn person = caller.signedIn();
        return new Decider(person.name(), Instant.now(), person.via().viaName());
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    /** The reason without space around it; none where nothing is left. */
    static Optional<String> reason(Optional<String> reason) {
        Optional<String> stripped = reason.map(String::strip).filter(text -> !text.isEmpty());
        if (stripped.filter(text -> text.length() > ControlCommand.MAX_REASON).isPresent()) {
            throw Problem.badRequest("reason", "reason has more than " + ControlCommand.MAX_REASON + " characters")
                    .asException();
        }
        return stripped;
    }

    /** What the change can no longer stop, in the partitions that have answered. */
    static Unfinished released(SortedMap<Integer, ControlOutcome> outcomes) {
        List<Unfinished> parts = outcomes.values().stream()
                .<Unfinished>mapMulti((outcome, found) -> {
                    switch (outcome) {
                        case ControlOutcome.Applied applied ->
                            applied.released().ifPresent(found);
                        case ControlOutcome.Refused refused -> {}
                    }
                })
                .toList();
        return Unfinished.all(parts);
    }
}

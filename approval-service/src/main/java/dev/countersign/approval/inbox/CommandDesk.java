package dev.countersign.approval.inbox;

import dev.countersign.approval.command.CommandSender;
import dev.countersign.approval.command.ControlReplies;
import dev.countersign.approval.command.ControlSender;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.Voter;
import dev.countersign.approval.identity.Caller;
import dev.countersign.approval.identity.Role;
import dev.countersign.approval.identity.SignedIn;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Hands the gate what a signed-in person says. The answer is the gate's outcome, or that it has not come yet; never a
 * look at the inbox.
 */
@ApplicationScoped
class CommandDesk {
    /** How long a decision waits for every partition to learn of the grant that was made with it. */
    private static final Duration LONGEST_WAIT_FOR_GRANT = Duration.ofSeconds(1);

    private final CommandSender commands;
    private final ControlSender controls;
    private final Caller caller;
    private final DecisionConfig config;

    @Inject
    CommandDesk(CommandSender commands, ControlSender controls, Caller caller, DecisionConfig config) {
        this.commands = commands;
        this.controls = controls;
        this.caller = caller;
        this.config = config;
    }

    /** Who says it. Groups come from who is signed in, never from the request. */
    Voter voter() {
        SignedIn person = caller.signedIn();
        return new Voter(
                person.name(),
                person.groups(),
                person.roles().contains(Role.ADMIN),
                person.via().viaName());
    }

    CommandId newId() {
        return new CommandId(UUID.randomUUID());
    }

    /** Where the grant that was made with the command does not hold; a repeat of the command made none. */
    private static Optional<SortedSet<Integer>> missing(
            GateCommand.Asked command, GateOutcome outcome, ControlReplies replies) {
        boolean made = outcome instanceof GateOutcome.Accepted accepted
                && accepted.grant().equals(Optional.of(command.commandId().toString()));
        if (!made) {
            return Optional.empty();
        }
        SortedMap<Integer, ControlOutcome> outcomes = replies.await(LONGEST_WAIT_FOR_GRANT);
        outcomes.values().removeIf(ControlOutcome.Refused.class::isInstance);
        return Optional.of(ControlReplies.missing(outcomes));
    }

    Response answer(GateCommand.Asked command) {
        Optional<ControlReplies> grant = command instanceof GateCommand.DecideCall decide
                ? decide.grant()
                        .map(wish -> controls.expectControl(command.commandId().toString()))
                : Optional.empty();
        try {
            GateOutcome outcome = commands.send(command)
                    .toCompletableFuture()
                    .get(config.longestWait().toMillis(), TimeUnit.MILLISECONDS);
            return DecisionAnswers.of(outcome, grant.flatMap(replies -> missing(command, outcome, replies)));
        } catch (TimeoutException e) {
            return Response.accepted(Decided.pending(command.conversationId())).build();
        } catch (ExecutionException e) {
            throw Problem.of(
                            Response.Status.SERVICE_UNAVAILABLE,
                            "This could not be handed to the gate, or its outcome did not come; look at the call "
                                    + "and send the same again")
                    .asException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(Response.Status.SERVICE_UNAVAILABLE, "The service is stopping")
                    .asException();
        }
    }
}

package dev.countersign.approval.inbox;

import dev.countersign.approval.command.CommandSender;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.Voter;
import dev.countersign.approval.identity.Caller;
import dev.countersign.approval.identity.Role;
import dev.countersign.approval.identity.SignedIn;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
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
    private final CommandSender commands;
    private final Caller caller;
    private final DecisionConfig config;

    @Inject
    CommandDesk(CommandSender commands, Caller caller, DecisionConfig config) {
        this.commands = commands;
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

    Response answer(GateCommand.Asked command) {
        try {
            return DecisionAnswers.of(commands.send(command)
                    .toCompletableFuture()
                    .get(config.longestWait().toMillis(), TimeUnit.MILLISECONDS));
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

package dev.countersign.approval.inbox;

import dev.countersign.approval.command.CommandSender;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.edge.RequestBody;
import dev.countersign.approval.gate.Choice;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Voter;
import dev.countersign.approval.identity.Caller;
import dev.countersign.approval.identity.Role;
import dev.countersign.approval.identity.SignedIn;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.TurnId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes decisions. The answer is the gate's outcome, or that it has not come yet; never a look at the inbox. */
@Path("/api/conversations/{conversationId}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Names.APPROVER)
@Tag(name = "Decisions")
@APIResponse(
        responseCode = "200",
        description = "Decided, now or by the same person before",
        content = @Content(schema = @Schema(implementation = Decided.class)))
@APIResponse(
        responseCode = "202",
        description = "Sent, but the outcome has not come within the wait; sending the same again is safe",
        content = @Content(schema = @Schema(implementation = Decided.class)))
@APIResponse(responseCode = "400", description = "The request is at fault; `field` says where")
@APIResponse(responseCode = "401", description = "Nobody is signed in")
@APIResponse(responseCode = "403", description = "Not entitled to decide")
@APIResponse(responseCode = "404", description = "No such call or turn")
@APIResponse(
        responseCode = "409",
        description = "Decided already (`call` says by whom, when and what), expired, or stale (`changed` says what)")
@APIResponse(responseCode = "422", description = "A kind of decision that this gate does not take")
class DecisionResource {
    private final CommandSender commands;
    private final Caller caller;
    private final DecisionConfig config;

    @Inject
    DecisionResource(CommandSender commands, Caller caller, DecisionConfig config) {
        this.commands = commands;
        this.caller = caller;
        this.config = config;
    }

    @POST
    @Path("/calls/{callId}/decision")
    @RunOnVirtualThread
    @Operation(
            operationId = "decideCall",
            summary = "Approve or reject one call",
            description =
                    "Both digests are those of the call as it was shown; if either has changed, nothing is decided. "
                            + "The same person repeating the same decision gets the first answer again.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = CallDecision.class)))
    public Response decideCall(
            @PathParam("conversationId") String conversationId, @PathParam("callId") String callId, InputStream body) {
        CallKey key = Parameters.call(conversationId, callId);
        CallDecision decision = RequestBody.read(body, CallDecision.class);
        Choice choice = choice(decision.decision());
        absent("arguments", decision.arguments());
        absent("answer", decision.answer());
        SeenCall seen = new SeenCall(
                key.callId(),
                RequestBody.require("argumentsDigest", decision.argumentsDigest()),
                RequestBody.require("toolDigest", decision.toolDigest()));
        return answer(new GateCommand.DecideCall(
                commandId(), voter(), key.conversationId(), seen, choice, reason(decision.reason())));
    }

    @POST
    @Path("/turns/{turnId}/decision")
    @RunOnVirtualThread
    @Operation(
            operationId = "decideTurn",
            summary = "Approve or reject several calls of one turn",
            description = "Decides all calls that are listed or, where one cannot be decided so, none of them.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = TurnDecision.class)))
    public Response decideTurn(
            @PathParam("conversationId") String conversationId, @PathParam("turnId") String turnId, InputStream body) {
        ConversationId conversation = Parameters.conversation(conversationId);
        TurnId turn = Parameters.turn(turnId);
        TurnDecision decision = RequestBody.read(body, TurnDecision.class);
        Choice choice = choice(decision.decision());
        List<SeenCall> calls = RequestBody.require("calls", decision.calls()).entrySet().stream()
                .map(DecisionResource::seen)
                .toList();
        if (calls.isEmpty() || calls.size() > Turn.MAX_SIZE) {
            throw Problem.badRequest("calls", "calls lists 1 to 64 calls").asException();
        }
        return answer(new GateCommand.DecideTurn(
                commandId(), voter(), conversation, turn, calls, choice, reason(decision.reason())));
    }

    private Response answer(GateCommand.Asked command) {
        try {
            return DecisionAnswers.of(commands.send(command)
                    .toCompletableFuture()
                    .get(config.longestWait().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Response.accepted(new Decided(command.conversationId(), Decided.PENDING, List.of()))
                    .build();
        } catch (ExecutionException e) {
            throw Problem.of(
                            Response.Status.SERVICE_UNAVAILABLE,
                            "The decision could not be handed to the gate, or its outcome did not come; look at the call "
                                    + "and send the same again")
                    .asException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(Response.Status.SERVICE_UNAVAILABLE, "The service is stopping")
                    .asException();
        }
    }

    private Voter voter() {
        SignedIn person = caller.signedIn();
        return new Voter(person.name(), person.groups(), person.via().viaName());
    }

    private static CommandId commandId() {
        return new CommandId(UUID.randomUUID());
    }

    private static Choice choice(Optional<String> decision) {
        return switch (RequestBody.require("decision", decision)) {
            case "approve" -> Choice.APPROVE;
            case "reject" -> Choice.REJECT;
            case "edit", "respond" ->
                throw Problem.unprocessable(
                                "not-offered",
                                "Not offered",
                                "This gate takes approve and reject; changed arguments and answers in the tool's place are "
                                        + "not offered")
                        .at("decision")
                        .asException();
            default ->
                throw Problem.badRequest("decision", "decision is approve or reject")
                        .asException();
        };
    }

    /** An approval that carries something else than consent must not pass as plain consent. */
    private static void absent(String field, Optional<?> member) {
        if (member.isPresent()) {
            throw Problem.badRequest(field, field + " does not go with approve or reject")
                    .asException();
        }
    }

    private static Optional<String> reason(Optional<String> reason) {
        if (reason.filter(text -> text.length() > 2_000).isPresent()) {
            throw Problem.badRequest("reason", "reason has more than 2000 characters")
                    .asException();
        }
        return reason.map(String::strip).filter(text -> !text.isEmpty());
    }

    private static SeenCall seen(Map.Entry<String, TurnDecision.Seen> call) {
        String at = "calls." + call.getKey();
        try {
            return new SeenCall(
                    new CallId(call.getKey()),
                    RequestBody.require(at + ".argumentsDigest", call.getValue().argumentsDigest()),
                    RequestBody.require(at + ".toolDigest", call.getValue().toolDigest()));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("calls", "calls has a name that is no call id")
                    .asException();
        }
    }
}

package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.RequestBody;
import dev.countersign.approval.identity.Role;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes decisions. */
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
@APIResponse(
        responseCode = "403",
        description = "The rule asks other people (`not-entitled`), somebody else than whoever asked (`own-request`), "
                + "or does not allow such a decision (`verb-not-allowed`)")
@APIResponse(responseCode = "404", description = "No such call or turn")
@APIResponse(
        responseCode = "409",
        description = "Decided already (`call` says by whom, when and what), expired, stale (`changed` says what), or "
                + "`denied` by the kill switch or the policy, whatever people say")
@APIResponse(
        responseCode = "422",
        description = "The edited arguments do not fit the tool (`unfit-arguments`; `detail` says where), or such a "
                + "grant cannot be made on this call (`grant-not-allowed`)")
class DecisionResource {
    private final CommandDesk desk;

    @Inject
    DecisionResource(CommandDesk desk) {
        this.desk = desk;
    }

    @POST
    @Path("/calls/{callId}/decision")
    @RunOnVirtualThread
    @Operation(
            operationId = "decideCall",
            summary = "Approve, edit, reject or answer one call",
            description =
                    "Both digests are those of the call as it was shown; if either has changed, nothing is decided. "
                            + "An edit replaces the arguments whole, voids what was approved before, and is its "
                            + "author's own approval of them. A response is told to the model in the tool's place. "
                            + "The same person repeating the same decision gets the first answer again.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = CallDecision.class)))
    public Response decideCall(
            @PathParam("conversationId") String conversationId, @PathParam("callId") String callId, InputStream body) {
        CallKey key = Parameters.call(conversationId, callId);
        CallDecision decision = RequestBody.read(body, CallDecision.class);
        return desk.answer(reader().call(key, decision));
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
        return desk.answer(reader().turn(conversation, turn, decision));
    }

    private DecisionReader reader() {
        return new DecisionReader(desk.newId(), desk.voter());
    }
}

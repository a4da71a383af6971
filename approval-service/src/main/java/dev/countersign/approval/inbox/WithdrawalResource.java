package dev.countersign.approval.inbox;

import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.identity.Role;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets people give up what they asked for. Everybody may ask, so everybody may try: the gate knows who asked. */
@Path("/api/conversations/{conversationId}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
@Tag(name = "Decisions")
@APIResponse(
        responseCode = "200",
        description = "Withdrawn, now or by the same person before",
        content = @Content(schema = @Schema(implementation = Decided.class)))
@APIResponse(
        responseCode = "202",
        description = "Sent, but the outcome has not come within the wait; sending the same again is safe",
        content = @Content(schema = @Schema(implementation = Decided.class)))
@APIResponse(responseCode = "400", description = "The request is at fault; `field` says where")
@APIResponse(responseCode = "401", description = "Nobody is signed in")
@APIResponse(responseCode = "403", description = "Neither an admin nor whoever asked (`not-entitled`)")
@APIResponse(responseCode = "404", description = "No such call or conversation")
@APIResponse(responseCode = "409", description = "Decided already; `call` says by whom, when and what")
class WithdrawalResource {
    private static final String REASON = "Why, for people and the model; at most 2000 characters";

    private final CommandDesk desk;

    @Inject
    WithdrawalResource(CommandDesk desk) {
        this.desk = desk;
    }

    @DELETE
    @Path("/calls/{callId}")
    @RunOnVirtualThread
    @Operation(
            operationId = "withdrawCall",
            summary = "Withdraw a pending call",
            description = "By whoever asked, or an admin. Under `gate: turn` the rest of its turn goes with it.")
    public Response withdraw(
            @PathParam("conversationId") String conversationId,
            @PathParam("callId") String callId,
            @Parameter(description = REASON) @QueryParam("reason") Optional<String> reason) {
        CallKey key = Parameters.call(conversationId, callId);
        return desk.answer(new GateCommand.WithdrawCall(
                desk.newId(), desk.voter(), key.conversationId(), key.callId(), Parameters.reason(reason)));
    }

    @DELETE
    @Operation(
            operationId = "endConversation",
            summary = "End a conversation",
            description = "By whoever asked, or an admin. What it has pending is withdrawn, and so is what still comes "
                    + "of it; what was released is not recalled.")
    @RunOnVirtualThread
    public Response end(
            @PathParam("conversationId") String conversationId,
            @Parameter(description = REASON) @QueryParam("reason") Optional<String> reason) {
        ConversationId conversation = Parameters.conversation(conversationId);
        return desk.answer(
                new GateCommand.EndConversation(desk.newId(), desk.voter(), conversation, Parameters.reason(reason)));
    }
}

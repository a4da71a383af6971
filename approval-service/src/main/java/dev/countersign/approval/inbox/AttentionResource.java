package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.edge.RequestBody;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.identity.Role;
import dev.countersign.contract.event.Comment;
import dev.countersign.contract.id.CallKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Takes what people tell each other of a call. Nothing of it decides. */
@Path("/api/conversations/{conversationId}/calls/{callId}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Decisions")
@APIResponse(
        responseCode = "200",
        description = "Done",
        content = @Content(schema = @Schema(implementation = Decided.class)))
@APIResponse(
        responseCode = "202",
        description = "Sent, but the outcome has not come within the wait",
        content = @Content(schema = @Schema(implementation = Decided.class)))
@APIResponse(responseCode = "400", description = "The request is at fault; `field` says where")
@APIResponse(responseCode = "401", description = "Nobody is signed in")
@APIResponse(responseCode = "403", description = "Not entitled")
@APIResponse(responseCode = "404", description = "No such call")
class AttentionResource {
    private final CommandDesk desk;

    /** The body of a comment. */
    @Schema(name = "CommentOnCall", description = "What a person says about a call, for other people")
    record Said(
            @Schema(required = true, minLength = 1, maxLength = Comment.MAX_LENGTH)
            Optional<String> text) {}

    @Inject
    AttentionResource(CommandDesk desk) {
        this.desk = desk;
    }

    @PUT
    @Path("/claim")
    @RolesAllowed(Role.Names.APPROVER)
    @RunOnVirtualThread
    @Operation(
            operationId = "claimCall",
            summary = "Say that you look at a call",
            description = "For 15 minutes, and again from now where it is yours already. It tells others; it does not "
                    + "keep them from deciding.")
    @APIResponse(
            responseCode = "409",
            description = "Somebody else looks at it (`claimed`; `detail` says who), or it is decided already")
    public Response claim(@PathParam("conversationId") String conversationId, @PathParam("callId") String callId) {
        CallKey key = Parameters.call(conversationId, callId);
        return desk.answer(new GateCommand.ClaimCall(desk.newId(), desk.voter(), key.conversationId(), key.callId()));
    }

    @DELETE
    @Path("/claim")
    @RolesAllowed({Role.Names.APPROVER, Role.Names.ADMIN})
    @RunOnVirtualThread
    @Operation(
            operationId = "unclaimCall",
            summary = "Say that you look at a call no longer",
            description = "An admin may say it of anybody. Where nobody looks at it, nothing changes.")
    @APIResponse(
            responseCode = "409",
            description = "It is somebody else who looks at it (`claimed`), or it is decided already")
    public Response unclaim(@PathParam("conversationId") String conversationId, @PathParam("callId") String callId) {
        CallKey key = Parameters.call(conversationId, callId);
        return desk.answer(new GateCommand.UnclaimCall(desk.newId(), desk.voter(), key.conversationId(), key.callId()));
    }

    @POST
    @Path("/comments")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Names.APPROVER, Role.Names.ADMIN})
    @RunOnVirtualThread
    @Operation(
            operationId = "commentOnCall",
            summary = "Say something about a call",
            description = "For other people: the model never sees it. At most 50 for a call; sending the same again "
                    + "says it again.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = Said.class)))
    @APIResponse(responseCode = "409", description = "The call has as many as it can have (`too-many-comments`)")
    public Response comment(
            @PathParam("conversationId") String conversationId, @PathParam("callId") String callId, InputStream body) {
        CallKey key = Parameters.call(conversationId, callId);
        String text =
                RequestBody.require("text", RequestBody.read(body, Said.class).text());
        if (text.isBlank() || text.length() > Comment.MAX_LENGTH) {
            throw Problem.badRequest(
                            "text", "text has 1 to " + Comment.MAX_LENGTH + " characters, not all of them blank")
                    .asException();
        }
        return desk.answer(
                new GateCommand.CommentOn(desk.newId(), desk.voter(), key.conversationId(), key.callId(), text));
    }
}

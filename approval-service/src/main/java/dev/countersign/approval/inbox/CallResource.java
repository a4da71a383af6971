package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.identity.Role;
import dev.countersign.contract.id.CallKey;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads one call. */
@Path("/api/conversations/{conversationId}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
@Tag(name = "Inbox")
class CallResource {
    private final ApprovalsView view;

    @Inject
    CallResource(ApprovalsView view) {
        this.view = view;
    }

    @GET
    @Path("/calls/{callId}")
    @Operation(
            operationId = "getCall",
            summary = "Read one call, whole",
            description =
                    "Request, arguments, digests, the rule that holds it, votes so far, siblings, outcome, result. "
                            + "What this shows may be a moment behind; a decision is answered from the gate itself.")
    @APIResponse(responseCode = "200", description = "The call")
    @APIResponse(responseCode = "404", description = "No such call")
    public CallDocument call(@PathParam("conversationId") String conversationId, @PathParam("callId") String callId) {
        CallKey key = Parameters.call(conversationId, callId);
        return view.find(key)
                .map(entry -> CallDocument.of(entry.approval()))
                .orElseThrow(() -> Problem.of(Response.Status.NOT_FOUND, "There is no such call")
                        .asException());
    }
}

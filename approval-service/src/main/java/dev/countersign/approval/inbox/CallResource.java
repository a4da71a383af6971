package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.identity.Role;
import dev.countersign.approval.oversight.ActivePolicies;
import dev.countersign.approval.policy.PolicyQuestion;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.CatalogEntry;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads one call, and why it is where it is. */
@Path("/api/conversations/{conversationId}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
@Tag(name = "Inbox")
class CallResource {
    private final ApprovalsView view;
    private final ActivePolicies policies;

    @Inject
    CallResource(ApprovalsView view, ActivePolicies policies) {
        this.view = view;
        this.policies = policies;
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
        return CallDocument.of(find(Parameters.call(conversationId, callId)));
    }

    @GET
    @Path("/calls/{callId}/explanation")
    @Operation(
            operationId = "explainCall",
            summary = "Say why a call is held, approved or denied",
            description =
                    "What the policy that holds now says, rule by rule, about the call with its present arguments "
                            + "and with what else the gate went by when it came. The call itself keeps the rule that it is held "
                            + "under; kill switch and grants are not looked at.")
    @APIResponse(
            responseCode = "200",
            description = "Rule by rule",
            content = @Content(schema = @Schema(implementation = ExplanationDocument.class)))
    @APIResponse(responseCode = "404", description = "No such call")
    public ExplanationDocument explain(
            @PathParam("conversationId") String conversationId, @PathParam("callId") String callId) {
        Approval call = find(Parameters.call(conversationId, callId));
        PolicyQuestion question = new PolicyQuestion(
                call.tool(),
                call.evaluation().annotations().orElse(CatalogEntry.Annotations.UNKNOWN),
                call.requester().filter(name -> call.requesterProven()),
                call.evaluation().origin(),
                call.arguments());
        return ExplanationDocument.of(policies.of(call.conversationId()).explain(question));
    }

    private Approval find(CallKey key) {
        return view.find(key)
                .map(CallEntry::approval)
                .orElseThrow(() -> Problem.of(Response.Status.NOT_FOUND, "There is no such call")
                        .asException());
    }
}

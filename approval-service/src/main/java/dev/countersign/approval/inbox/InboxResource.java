package dev.countersign.approval.inbox;

import dev.countersign.approval.identity.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads the inbox. */
@Path("/api/approvals")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
@Tag(name = "Inbox")
class InboxResource {
    private final ApprovalsView view;

    @Inject
    InboxResource(ApprovalsView view) {
        this.view = view;
    }

    @GET
    @Operation(
            operationId = "listCalls",
            summary = "List calls, newest request first",
            description =
                    "Paged by an opaque cursor that stays good while calls come and go. A page may hold fewer calls "
                            + "than the limit although more follow; the last page has no `next`.")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content = @Content(schema = @Schema(implementation = CallPage.class)))
    @APIResponse(responseCode = "400", description = "A parameter is at fault; `field` says which")
    public CallPage list(
            @Parameter(
                            description =
                                    "pending (claimed ones, too), decided, unknown (as long as nobody has settled it), "
                                            + "settled, or names of other states with commas between, such as claimed "
                                            + "or running; default all")
                    @QueryParam("status")
                    Optional<String> status,
            @Parameter(description = "Id of one conversation") @QueryParam("conversation")
                    Optional<String> conversation,
            @Parameter(description = "Exact name of the tool") @QueryParam("tool") Optional<String> tool,
            @Parameter(description = "Exact name of the requester, as claimed") @QueryParam("requester")
                    Optional<String> requester,
            @Parameter(description = "Text in ids, tool, requester, prompt, arguments or reason, in any case")
                    @QueryParam("q")
                    Optional<String> text,
            @Parameter(description = "`next` of the page before") @QueryParam("cursor") Optional<String> cursor,
            @Parameter(description = "1 to 200; default 50") @QueryParam("limit") Optional<String> limit) {
        InboxQuery query = new InboxQuery(
                Parameters.statuses(status),
                conversation.map(id -> Parameters.conversation("conversation", id)),
                Parameters.text("tool", tool),
                Parameters.text("requester", requester),
                Parameters.text("q", text),
                Parameters.cursor(cursor),
                Parameters.limit(limit));
        return CallPage.of(view.page(query));
    }
}

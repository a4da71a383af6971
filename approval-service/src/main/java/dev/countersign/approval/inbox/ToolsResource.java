package dev.countersign.approval.inbox;

import dev.countersign.approval.identity.Role;
import dev.countersign.contract.catalog.Catalog;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Says what can run. */
@Path("/api/tools")
@Tag(name = "Inbox")
class ToolsResource {
    private final Catalog catalog;

    @Inject
    ToolsResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
    @Operation(
            operationId = "listTools",
            summary = "List the tools on offer",
            description = "By name. Only entries signed by an executor that configuration names count.")
    public ToolDocument.All list() {
        return new ToolDocument.All(catalog.all().stream().map(ToolDocument::of).toList());
    }
}

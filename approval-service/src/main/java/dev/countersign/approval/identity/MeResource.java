package dev.countersign.approval.identity;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells a client who it speaks for. */
@Path("/api/me")
@Tag(name = "People")
class MeResource {
    private final Caller caller;

    @Inject
    MeResource(Caller caller) {
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
    @Operation(operationId = "me", summary = "Who is signed in", description = "Name, roles and groups of the caller.")
    public Me me() {
        return Me.of(caller.signedIn());
    }
}

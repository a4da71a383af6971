package dev.countersign.approval.oversight;

import dev.countersign.approval.identity.Caller;
import dev.countersign.approval.identity.Role;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.json.Digest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Says which policy holds, and how this instance's file stands. */
@Path("/api/policy")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Control")
class PolicyResource {
    private final ControlsView view;
    private final PolicyBook book;
    private final PolicyActivation activation;
    private final InstanceConfig instance;
    private final Caller caller;

    @Inject
    PolicyResource(
            ControlsView view, PolicyBook book, PolicyActivation activation, InstanceConfig instance, Caller caller) {
        this.view = view;
        this.book = book;
        this.activation = activation;
        this.instance = instance;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
    @Operation(
            operationId = "getPolicy",
            summary = "Say which policy holds",
            description =
                    "The rules are for everyone who is signed in; `file`, how the file of the instance that answers "
                            + "stands, is for admins.")
    @APIResponse(
            responseCode = "200",
            description = "The policy, in all and in each partition of the gate",
            content = @Content(schema = @Schema(implementation = PolicyDocument.class)))
    public PolicyDocument get() {
        Digest version = book.own().version();
        return PolicyDocument.of(view.all(), version, file(version));
    }

    private Optional<PolicyDocument.FileState> file(Digest version) {
        if (!caller.signedIn().roles().contains(Role.ADMIN)) {
            return Optional.empty();
        }
        PolicyWatch.Status status = activation.status();
        return Optional.of(new PolicyDocument.FileState(
                instance.name(), activation.file().toString(), version, status.since(), status.problems()));
    }
}

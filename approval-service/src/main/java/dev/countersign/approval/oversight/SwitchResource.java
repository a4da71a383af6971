package dev.countersign.approval.oversight;

import dev.countersign.approval.command.ControlReplies;
import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.control.SwitchSetting;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.edge.RequestBody;
import dev.countersign.approval.identity.Role;
import dev.countersign.contract.event.SwitchMode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The kill switch. */
@Path("/api/switch")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Control")
class SwitchResource {
    private final ControlsView view;
    private final ControlRequests requests;

    @Inject
    SwitchResource(ControlsView view, ControlRequests requests) {
        this.view = view;
        this.requests = requests;
    }

    @GET
    @RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
    @Operation(operationId = "getSwitch", summary = "Say how the kill switch stands")
    @APIResponse(
            responseCode = "200",
            description = "How it stands, in all and in each partition of the gate",
            content = @Content(schema = @Schema(implementation = SwitchDocument.class)))
    public SwitchDocument get() {
        SortedMap<Integer, SwitchSetting> settings = new TreeMap<>();
        List<PartitionControls> all = view.all();
        for (int partition = 0; partition < all.size(); partition++) {
            settings.put(partition, all.get(partition).killSwitch().orElse(SwitchSetting.UNSET));
        }
        return SwitchDocument.of(settings, new TreeSet<>(), Optional.empty());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @RolesAllowed(Role.Names.ADMIN)
    @Operation(
            operationId = "setSwitch",
            summary = "Set the kill switch",
            description =
                    "`open`: the policy decides. `read-only`: calls of tools that are not declared read-only are denied. "
                            + "`hold`: nothing runs without a person. `deny`: every call is denied. It holds for what "
                            + "comes and for what is to be released; `released` lists calls that were let go before.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = SwitchChange.class)))
    @APIResponse(
            responseCode = "200",
            description = "Every partition of the gate has applied it",
            content = @Content(schema = @Schema(implementation = SwitchDocument.class)))
    @APIResponse(
            responseCode = "202",
            description = "Sent; the partitions in `missing` have not applied it yet and will as soon as they run",
            content = @Content(schema = @Schema(implementation = SwitchDocument.class)))
    @APIResponse(responseCode = "400", description = "The request is at fault; `field` says where")
    @APIResponse(responseCode = "401", description = "Nobody is signed in")
    @APIResponse(responseCode = "403", description = "Only an admin sets the switch")
    @APIResponse(
            responseCode = "503",
            description = "The broker has not acknowledged the change for every partition; sending it again is safe")
    public Response set(InputStream body) {
        SwitchChange change = RequestBody.read(body, SwitchChange.class);
        SwitchMode mode = SwitchDocument.mode(RequestBody.require("mode", change.mode()))
                .orElseThrow(() -> Problem.badRequest("mode", "mode is open, read-only, hold or deny")
                        .asException());
        String reason = RequestBody.require("reason", ControlRequests.reason(change.reason()));
        SortedMap<Integer, ControlOutcome> outcomes =
                requests.send(new ControlCommand.SetSwitch(ControlRequests.newId(), mode, requests.decider(), reason));
        SortedSet<Integer> missing = ControlReplies.missing(outcomes);
        SortedMap<Integer, SwitchSetting> settings = new TreeMap<>();
        outcomes.forEach((partition, outcome) ->
                outcome.holds().killSwitch().ifPresent(setting -> settings.put(partition, setting)));
        SwitchDocument document = SwitchDocument.of(settings, missing, Optional.of(ControlRequests.released(outcomes)));
        return Response.status(missing.isEmpty() ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(document)
                .build();
    }
}

package dev.countersign.approval.oversight;

import dev.countersign.approval.command.ControlReplies;
import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.identity.Role;
import dev.countersign.contract.id.Identifiers;
import dev.countersign.contract.topic.Partitions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Grants: what need not be asked about again. They are made with an approval; here they are seen and taken back. */
@Path("/api/grants")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Control")
class GrantsResource {
    private final ControlsView view;
    private final ControlRequests requests;

    @Inject
    GrantsResource(ControlsView view, ControlRequests requests) {
        this.view = view;
        this.requests = requests;
    }

    @GET
    @RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
    @Operation(
            operationId = "listGrants",
            summary = "List the grants that hold",
            description = "The one that expires first first. `missing` names partitions in which one does not hold.")
    @APIResponse(
            responseCode = "200",
            description = "All of them",
            content = @Content(schema = @Schema(implementation = GrantsDocument.class)))
    public GrantsDocument list() {
        List<PartitionControls> partitions = view.all();
        Map<String, Grant> found = new HashMap<>();
        for (int partition = 0; partition < partitions.size(); partition++) {
            int here = partition;
            partitions.get(partition).grants().forEach((id, grant) -> {
                if (countsUses(grant, here) || !found.containsKey(id)) {
                    found.put(id, grant);
                }
            });
        }
        Instant now = Instant.now();
        return new GrantsDocument(found.values().stream()
                .filter(grant -> now.isBefore(grant.expiresAt()))
                .sorted(Comparator.comparing(Grant::expiresAt).thenComparing(Grant::id))
                .map(grant -> new GrantsDocument.Entry(grant, missing(partitions, grant.id())))
                .toList());
    }

    /** The uses of a grant for a conversation are counted where the conversation lies. */
    private static boolean countsUses(Grant grant, int partition) {
        return grant.conversation()
                .filter(conversation -> Partitions.of(conversation) == partition)
                .isPresent();
    }

    private static SortedSet<Integer> missing(List<PartitionControls> partitions, String id) {
        SortedSet<Integer> missing = new TreeSet<>();
        for (int partition = 0; partition < partitions.size(); partition++) {
            if (!partitions.get(partition).grants().containsKey(id)) {
                missing.add(partition);
            }
        }
        return missing;
    }

    @DELETE
    @Path("/{id}")
    @RunOnVirtualThread
    @RolesAllowed({Role.Names.APPROVER, Role.Names.ADMIN})
    @Operation(
            operationId = "revokeGrant",
            summary = "Take a grant back",
            description =
                    "Any approver and any admin may. It covers nothing from then on, calls that it covered and that "
                            + "wait for others of their turn included; `released` lists calls that were let go before.")
    @APIResponse(
            responseCode = "200",
            description = "No partition of the gate knows it any more",
            content = @Content(schema = @Schema(implementation = GrantsDocument.Revocation.class)))
    @APIResponse(
            responseCode = "202",
            description = "Sent; the partitions in `missing` have not applied it yet and will as soon as they run",
            content = @Content(schema = @Schema(implementation = GrantsDocument.Revocation.class)))
    @APIResponse(responseCode = "401", description = "Nobody is signed in")
    @APIResponse(responseCode = "403", description = "Neither an approver nor an admin")
    @APIResponse(responseCode = "404", description = "No such grant, or it has expired")
    @APIResponse(
            responseCode = "503",
            description = "The broker has not acknowledged the change for every partition; sending it again is safe")
    public Response revoke(
            @PathParam("id") String id,
            @Parameter(description = "Why; at most 2000 characters") @QueryParam("reason") Optional<String> reason) {
        if (!Identifiers.isValid(id)) {
            throw notFound();
        }
        SortedMap<Integer, ControlOutcome> outcomes = requests.send(new ControlCommand.RevokeGrant(
                ControlRequests.newId(), id, requests.decider(), ControlRequests.reason(reason)));
        SortedSet<Integer> missing = ControlReplies.missing(outcomes);
        boolean known = outcomes.values().stream().anyMatch(ControlOutcome.Applied.class::isInstance);
        if (missing.isEmpty() && !known) {
            throw notFound();
        }
        return Response.status(missing.isEmpty() ? Response.Status.OK : Response.Status.ACCEPTED)
                .entity(new GrantsDocument.Revocation(id, missing, ControlRequests.released(outcomes)))
                .build();
    }

    private static RuntimeException notFound() {
        return Problem.ofKind(
                        "not-found",
                        Response.Status.NOT_FOUND,
                        "No such grant",
                        "No such grant holds, or it has expired")
                .asException();
    }
}

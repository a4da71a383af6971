package dev.countersign.approval.inbox;

import dev.countersign.approval.identity.Caller;
import dev.countersign.approval.identity.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The live stream. */
@Path("/api/events")
@RolesAllowed({Role.Names.VIEWER, Role.Names.APPROVER, Role.Names.AUDITOR, Role.Names.ADMIN})
@Tag(name = "Inbox")
class EventsResource {
    private final ApprovalsView view;
    private final Caller caller;

    @Inject
    EventsResource(ApprovalsView view, Caller caller) {
        this.view = view;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RunOnVirtualThread
    @Operation(
            operationId = "events",
            summary = "Follow the calls",
            description =
                    "Server-sent events. `approval` carries the present state of a call that changed; its id is a "
                            + "position that is good on every instance, so that a client that comes back with Last-Event-ID gets "
                            + "each call that changed since, once. `reset` says that the position means nothing here: read the "
                            + "inbox again. `signed-out` ends the stream when the credential no longer stands for the same roles. "
                            + "A comment comes every 15 seconds.")
    @APIResponse(
            responseCode = "200",
            description = "The stream, open until either side ends it",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public void follow(
            @Parameter(description = "Position to go on from; counts before `position`") @HeaderParam("Last-Event-ID")
                    Optional<String> lastEventId,
            @Parameter(description = "The position that a page of the inbox came with; default now")
                    @QueryParam("position")
                    Optional<String> position,
            @Context SseEventSink sink,
            @Context Sse sse) {
        BooleanSupplier stillTheSame = caller.stillTheSame();
        Optional<String> from = lastEventId.filter(id -> !id.isEmpty()).or(() -> position);
        try (sink) {
            new EventStream(view, sink, sse, stillTheSame).run(from);
        }
    }
}

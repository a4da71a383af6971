package dev.countersign.approval.inbox;

import dev.countersign.approval.identity.Caller;
import io.quarkus.qute.Template;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages for people. They carry no data: the script reads the API as whoever is signed in. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@PermitAll
class PageResource {
    private final Caller caller;
    private final Template inbox;
    private final Template signIn;
    private final Template link;

    @Inject
    PageResource(Caller caller, Template inbox, Template signIn, Template link) {
        this.caller = caller;
        this.inbox = inbox;
        this.signIn = signIn;
        this.link = link;
    }

    @GET
    @Operation(hidden = true)
    public Response inbox() {
        return caller.ifSignedIn()
                .map(person -> Response.ok(inbox.render()))
                .orElseGet(() -> Response.status(Response.Status.UNAUTHORIZED)
                        .header("WWW-Authenticate", "Bearer realm=\"countersign\"")
                        .entity(signIn.render()))
                .build();
    }

    /** Where a one-time link leads; its token stays in the fragment, which no server sees. */
    @GET
    @Path("link")
    @Operation(hidden = true)
    public String link() {
        return link.render();
    }
}

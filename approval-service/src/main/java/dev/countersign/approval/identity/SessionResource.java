package dev.countersign.approval.identity;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.edge.RequestBody;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a one-time link into a browser's session, and ends it. */
@Path("/api/session")
@Tag(name = "People")
@PermitAll
class SessionResource {
    private static final Logger LOG = LoggerFactory.getLogger(SessionResource.class);

    private final SignInLinks links;
    private final People people;
    private final Sessions sessions;

    /** The token of a link. */
    record LinkToken(Optional<String> token) {}

    @Inject
    SessionResource(SignInLinks links, People people, Sessions sessions) {
        this.links = links;
        this.people = people;
        this.sessions = sessions;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "signIn",
            summary = "Sign a browser in with a one-time link",
            description = "Uses the link up and sets the cookie of a session. A link works once, within 10 minutes, on "
                    + "the loopback address and from this site's own page.")
    @org.eclipse.microprofile.openapi.annotations.parameters.RequestBody(
            required = true,
            content = @Content(schema = @Schema(implementation = LinkToken.class)))
    @APIResponse(
            responseCode = "200",
            description = "Signed in; the cookie is set",
            content = @Content(schema = @Schema(implementation = Me.class)))
    @APIResponse(responseCode = "401", description = "The link is unknown, used or too old")
    @APIResponse(responseCode = "403", description = "Not from this site's own page on the loopback address")
    public Response signIn(InputStream body, @Context HttpServerRequest request) {
        RequestRules.requireOwnPage(request);
        String token = RequestBody.require(
                "token", RequestBody.read(body, LinkToken.class).token());
        Person person = links.consume(token).flatMap(people::byName).orElseThrow(SessionResource::unusable);
        LOG.info("event=signed-in name=\"{}\" via=link", person.name());
        return Response.ok(Me.of(SignedIn.of(person, Via.WEB)))
                .cookie(cookie(
                        sessions.issue(person.name()), (int) sessions.validity().toSeconds(), request))
                .build();
    }

    @DELETE
    @Operation(operationId = "signOut", summary = "Sign the browser out", description = "Removes the session's cookie.")
    @APIResponse(responseCode = "204", description = "Signed out")
    public Response signOut(@Context HttpServerRequest request) {
        RequestRules.requireOwnPage(request);
        return Response.noContent().cookie(cookie("", 0, request)).build();
    }

    private static RuntimeException unusable() {
        return Problem.ofKind(
                        "link-unusable",
                        Response.Status.UNAUTHORIZED,
                        "The link cannot be used",
                        "It is unknown, has been used, or is older than 10 minutes; ask for another one")
                .asException();
    }

    private static NewCookie cookie(String value, int maxAge, HttpServerRequest request) {
        return new NewCookie.Builder(LocalSignIn.COOKIE)
                .value(value)
                .path("/")
                .maxAge(maxAge)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .secure("https".equals(request.scheme()))
                .build();
    }
}

package dev.countersign.approval.edge;

import dev.countersign.contract.json.JsonCodec;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;

/** What holds for every request, whatever answers it: headers that protect a browser, and a bound on bodies. */
@ApplicationScoped
public class EdgeRoutes {
    /** The most that a body may have, in bytes. */
    static final int MAX_BODY_BYTES = 256 * 1024;

    private static final int FIRST = 1_000;
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    /** Swagger UI comes with a script and styles inside its page. */
    private static final String DOCUMENTATION_POLICY = "default-src 'none'; script-src 'self' 'unsafe-inline'; "
            + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    void filters(@Observes Filters filters) {
        filters.register(EdgeRoutes::protect, FIRST);
    }

    /** Whatever no other route took. */
    void last(@Observes Router router) {
        router.route().order(Integer.MAX_VALUE).handler(EdgeRoutes::nothingHere);
    }

    private static void protect(RoutingContext context) {
        String path = context.normalizedPath();
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Content-Security-Policy", path.startsWith("/q/") ? DOCUMENTATION_POLICY : PAGE_POLICY)
                .putHeader(HttpHeaders.CACHE_CONTROL, path.startsWith("/assets/") ? "no-cache" : "no-store");
        if (declaredLength(context.request()) > MAX_BODY_BYTES) {
            // What is still on its way is not read: the connection cannot be used again.
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            refuse(context, Problem.of(Response.Status.REQUEST_ENTITY_TOO_LARGE, Wording.of(413)));
            return;
        }
        context.next();
    }

    private static void nothingHere(RoutingContext context) {
        refuse(context, Problem.of(Response.Status.NOT_FOUND, Wording.of(404)));
    }

    /** Ends a request outside of the resources with a problem document. */
    public static void refuse(RoutingContext context, Problem problem) {
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
                .end(Buffer.buffer(JsonCodec.write(problem)));
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}

package dev.countersign.approval.identity;

import dev.countersign.approval.edge.EdgeRoutes;
import dev.countersign.approval.edge.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a browser's request must look like. The local sign-in works on the loopback address alone, so that no other name
 * can be made to point here (DNS rebinding), and whatever changes something with a cookie must come from this site's own
 * pages, as JSON. Requests with a bearer token are no browser's and are let through.
 */
@ApplicationScoped
class RequestRules {
    private static final int AFTER_HEADERS = 900;
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?", Pattern.CASE_INSENSITIVE);

    void filters(@Observes Filters filters) {
        filters.register(RequestRules::check, AFTER_HEADERS);
    }

    private static void check(RoutingContext context) {
        violation(context.request(), context.normalizedPath())
                .ifPresentOrElse(problem -> EdgeRoutes.refuse(context, problem), context::next);
    }

    /**
     * Ends a request to the sign-in that does not come from this site's own page. The resource asks this for itself: a
     * path can be written in more ways than a filter knows.
     */
    static void requireOwnPage(HttpServerRequest request) {
        violation(request).ifPresent(problem -> {
            throw problem.asException();
        });
    }

    private static Optional<Problem> violation(HttpServerRequest request, String path) {
        boolean bearer = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        boolean withCookie = !bearer && request.getCookie(LocalSignIn.COOKIE) != null;
        return withCookie || path.equals("/link") ? violation(request) : Optional.empty();
    }

    private static Optional<Problem> violation(HttpServerRequest request) {
        if (!isLoopback(request.authority())) {
            return Optional.of(forbidden("Host", "The local sign-in works on localhost and 127.0.0.1 only"));
        }
        return SAFE.contains(request.method()) ? Optional.empty() : foreign(request);
    }

    private static Optional<Problem> foreign(HttpServerRequest request) {
        if (!isSameOrigin(request)) {
            return Optional.of(forbidden("Origin", "The request does not come from this site's own pages"));
        }
        return request.method().equals(HttpMethod.DELETE) || isJson(request)
                ? Optional.empty()
                : Optional.of(Problem.of(
                                Response.Status.UNSUPPORTED_MEDIA_TYPE,
                                "The body must be JSON, with Content-Type application/json")
                        .at("Content-Type"));
    }

    private static boolean isLoopback(HostAndPort authority) {
        return authority != null && LOOPBACK.matcher(authority.host()).matches();
    }

    private static boolean isSameOrigin(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null
                ? "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
                : origin.equalsIgnoreCase(request.scheme() + "://" + request.authority());
    }

    private static boolean isJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    private static Problem forbidden(String header, String detail) {
        return Problem.ofKind("foreign-request", Response.Status.FORBIDDEN, "Refused for safety", detail)
                .at(header);
    }
}

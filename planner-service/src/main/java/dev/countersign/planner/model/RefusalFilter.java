package dev.countersign.planner.model;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status.Family;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/**
 * Keeps {@code Retry-After}, which the extension's own exception drops. The model's endpoint is the only one that this
 * service calls over HTTP.
 */
@Provider
public class RefusalFilter implements ClientResponseFilter {
    private static final int SAID_BYTES = 300;

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        if (response.getStatusInfo().getFamily() != Family.SUCCESSFUL) {
            throw new ModelHttpException(
                    response.getStatus(),
                    said(response),
                    RetryAfter.parse(response.getHeaderString(HttpHeaders.RETRY_AFTER), Clock.systemUTC()));
        }
    }

    private static String said(ClientResponseContext response) throws IOException {
        // Endpoints that do not know a key tend to repeat part of it.
        if (!response.hasEntity() || response.getStatus() == 401 || response.getStatus() == 403) {
            return "";
        }
        try (InputStream body = response.getEntityStream()) {
            String start = new String(body.readNBytes(SAID_BYTES), StandardCharsets.UTF_8);
            return start.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        }
    }
}

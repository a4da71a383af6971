package dev.countersign.local.terminal;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.local.process.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** approval-service over HTTP, as one person. */
final class ServiceConnection {

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration RETRY_BOUND = Duration.ofSeconds(30);
    private static final int NOT_READY = 503;

    private final String url;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    ServiceConnection(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /**
     * Reads something.
     *
     * @throws IOException when the service cannot be reached now
     */
    Reply get(String path) throws IOException {
        return sendToReady(authorized(path).GET().build());
    }

    /** Sends something that may come twice. While the service cannot be reached it is sent again, for 30 s. */
    Reply send(String method, String path, Optional<Object> body) throws IOException {
        HttpRequest request = request(method, path, body);
        long end = System.nanoTime() + RETRY_BOUND.toNanos();
        while (true) {
            try {
                return sendToReady(request);
            } catch (IOException notNow) {
                if (System.nanoTime() - end >= 0) {
                    throw notNow;
                }
                Await.pause();
            }
        }
    }

    /** Sends something that must not come twice. */
    Reply sendOnce(String method, String path, Object body) throws IOException {
        return sendToReady(request(method, path, Optional.of(body)));
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HttpRequest request(String method, String path, Optional<Object> body) {
        HttpRequest.Builder request = authorized(path);
        body.ifPresent(value -> request.header("content-type", "application/json"));
        return request.method(
                        method,
                        body.map(value -> HttpRequest.BodyPublishers.ofByteArray(JsonCodec.write(value)))
                                .orElseGet(HttpRequest.BodyPublishers::noBody))
                .build();
    }

    private HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(BOUND)
                .header("authorization", "Bearer " + token)
                // The record of a decision says which way it came.
                .header("Countersign-Via", "terminal")
                .header("accept", "application/json");
    }

    private Reply sendToReady(HttpRequest request) throws IOException {
        HttpResponse<byte[]> response = send(request);
        if (response.statusCode() == NOT_READY) {
            throw new IOException("approval-service is not ready; try again in a moment");
        }
        return new Reply(response.statusCode(), response.body());
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (IOException failed) {
            throw new IOException(
                    "approval-service cannot be reached at %s; is the stack still running?".formatted(url), failed);
        }
    }
}

package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.local.process.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** approval-service over HTTP, as one person. */
final class ApprovalClient {

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Duration RETRY_BOUND = Duration.ofSeconds(30);
    private static final int NOT_READY = 503;
    private static final int MOST_PAGES = 200;

    private final String url;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    ApprovalClient(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** What the service answered to a decision. */
    record Answer(int status, String detail) {

        boolean isAccepted() {
            return status == 200 || status == 202;
        }
    }

    private record Page(List<Approval> items, Optional<String> next) {}

    private record Problem(Optional<String> title, Optional<String> detail) {}

    /**
     * Pending calls, newest first.
     *
     * @param of the conversation that they are of; empty: of all
     * @throws IOException when the service cannot be reached now
     */
    List<Approval> pending(Optional<ConversationId> of) throws IOException {
        List<Approval> all = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        for (int page = 0; page < MOST_PAGES; page++) {
            Page found = page(of, cursor);
            all.addAll(found.items());
            if (found.next().isEmpty()) {
                return all;
            }
            cursor = found.next();
        }
        return all;
    }

    /**
     * Sends a decision about a turn, or about a call that has none. While the service cannot be reached it is sent again,
     * for 30 s: a repeated decision gets the first one's answer.
     */
    Answer decide(PendingTurn turn, boolean approve) throws IOException {
        HttpRequest request = authorized(url + turn.decisionPath())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JsonCodec.write(turn.decision(approve))))
                .build();
        HttpResponse<byte[]> response = sendUntilReached(request);
        return new Answer(response.statusCode(), response.statusCode() < 400 ? "" : problem(response));
    }

    private HttpResponse<byte[]> sendUntilReached(HttpRequest request) throws IOException {
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

    private Page page(Optional<ConversationId> of, Optional<String> cursor) throws IOException {
        String query = "/api/approvals?status=pending&limit=50"
                + of.map(id -> "&conversation=" + encoded(id.value())).orElse("")
                + cursor.map(at -> "&cursor=" + encoded(at)).orElse("");
        HttpResponse<byte[]> response =
                sendToReady(authorized(url + query).GET().build());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("approval-service: " + problem(response));
        }
        try {
            return JsonCodec.readOpen(response.body(), Page.class, Integer.MAX_VALUE);
        } catch (UnreadableException broken) {
            throw new IllegalStateException("approval-service sent an unreadable list: " + broken.getMessage(), broken);
        }
    }

    private HttpResponse<byte[]> sendToReady(HttpRequest request) throws IOException {
        HttpResponse<byte[]> response = send(request);
        if (response.statusCode() == NOT_READY) {
            throw new IOException("approval-service is not ready");
        }
        return response;
    }

    private static String problem(HttpResponse<byte[]> response) {
        try {
            Problem problem = JsonCodec.readOpen(response.body(), Problem.class, Integer.MAX_VALUE);
            return problem.detail().or(problem::title).orElse("status " + response.statusCode());
        } catch (UnreadableException noProblemDocument) {
            return "status " + response.statusCode();
        }
    }

    private HttpRequest.Builder authorized(String target) {
        return HttpRequest.newBuilder(URI.create(target))
                .timeout(BOUND)
                .header("authorization", "Bearer " + token)
                // The record of a decision says which way it came.
                .header("Countersign-Via", "terminal")
                .header("accept", "application/json");
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}

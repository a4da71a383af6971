package dev.countersign.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Somebody with a bearer token at one instance of approval-service. */
record Person(String url, Optional<String> token) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration BOUND = Duration.ofSeconds(20);

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> put(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    /** Every card in the inbox that waits for somebody, over all pages. */
    List<JsonNode> pending() {
        List<JsonNode> cards = new ArrayList<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            String from = cursor.get().isEmpty() ? "" : "&cursor=" + cursor.get();
            JsonNode page = Json.read(
                    get("/api/approvals?status=pending&limit=100" + from).body());
            page.path("items").forEach(cards::add);
            cursor = page.path("next").isTextual()
                    ? Optional.of(page.path("next").asText())
                    : Optional.empty();
        }
        return cards;
    }

    /** The card of one call as soon as it is there. */
    JsonNode awaitCard(String conversation, String call) {
        return Await.until("a card for " + conversation + "/" + call, Duration.ofSeconds(20), () -> {
            HttpResponse<String> response = get(path(conversation, call));
            return response.statusCode() == 200 ? Optional.of(Json.read(response.body())) : Optional.empty();
        });
    }

    /** The first pending card of a conversation as soon as there is one. */
    JsonNode awaitPending(String conversation) {
        return awaitPending(conversation, 1).getFirst();
    }

    /** The pending cards of a conversation as soon as there are that many. */
    List<JsonNode> awaitPending(String conversation, int count) {
        return Await.until(count + " pending in " + conversation, Duration.ofSeconds(20), () -> {
            List<JsonNode> cards = pending().stream()
                    .filter(card -> card.path("conversationId").asText().equals(conversation))
                    .toList();
            return cards.size() >= count ? Optional.of(cards) : Optional.empty();
        });
    }

    HttpResponse<String> approve(JsonNode card) {
        return decide(card, "approve", "");
    }

    HttpResponse<String> reject(JsonNode card, String reason) {
        return decide(card, "reject", ",\"reason\":" + Json.text(reason));
    }

    HttpResponse<String> edit(JsonNode card, String arguments) {
        return decide(card, "edit", ",\"arguments\":" + arguments);
    }

    HttpResponse<String> respond(JsonNode card, String answer) {
        return decide(card, "respond", ",\"answer\":" + answer);
    }

    /** Approves and wants not to be asked again; the grant as the API takes it. */
    HttpResponse<String> approveWithGrant(JsonNode card, String grant) {
        return decide(card, "approve", ",\"grant\":" + grant);
    }

    private HttpResponse<String> decide(JsonNode card, String decision, String more) {
        String body = "{\"decision\":\"%s\",\"argumentsDigest\":%s,\"toolDigest\":%s%s}"
                .formatted(decision, card.path("argumentsDigest"), card.path("toolDigest"), more);
        return post(path(card) + "/decision", body);
    }

    static String path(JsonNode card) {
        return path(card.path("conversationId").asText(), card.path("callId").asText());
    }

    static String path(String conversation, String call) {
        return "/api/conversations/%s/calls/%s".formatted(conversation, call);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(BOUND);
        token.ifPresent(value -> builder.header("Authorization", "Bearer " + value));
        return builder;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer from " + request.build().uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}

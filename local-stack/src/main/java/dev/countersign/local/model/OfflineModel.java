package dev.countersign.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.local.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible endpoint on the loopback address that answers by rules over the tools it is offered. It is a
 * stand-in for trying and testing without a model, and says so in its name and in every text. It does not stream.
 */
public final class OfflineModel implements AutoCloseable {

    /** The name of its only model. */
    public static final String NAME = "countersign-offline";

    private static final int MAX_REQUEST_BYTES = 8 * 1024 * 1024;
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Optional<Path> hold;

    private OfflineModel(HttpServer server, Optional<Path> hold) {
        this.server = server;
        this.hold = hold;
    }

    /** Starts on a free port. */
    public static OfflineModel start() {
        return start(0, Optional.empty());
    }

    /**
     * Starts on a port.
     *
     * @param port 0 for any free one
     * @param hold as long as this file exists, replies wait: a test can hold a model call open; at most 10 minutes
     */
    public static OfflineModel start(int port, Optional<Path> hold) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            OfflineModel model = new OfflineModel(server, hold);
            server.setExecutor(model.threads);
            server.createContext("/", exchange -> send(exchange, 404, error("no such path")));
            server.createContext("/v1/models", model::models);
            server.createContext("/v1/chat/completions", model::completions);
            server.start();
            return model;
        } catch (IOException failed) {
            throw new UncheckedIOException("the offline model cannot listen on port " + port, failed);
        }
    }

    /** What a client takes for its base URL: ends with {@code /v1/}. */
    public String baseUrl() {
        return "http://127.0.0.1:%d/v1/".formatted(server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void models(HttpExchange exchange) throws IOException {
        Map<String, Object> model = Map.of("id", NAME, "object", "model", "created", 0, "owned_by", "countersign");
        send(exchange, 200, JsonCodec.write(Map.of("object", "list", "data", List.of(model))));
    }

    private void completions(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            send(exchange, 405, error("only POST is served here"));
            return;
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
        try {
            JsonNode request = JsonCodec.read(body, JsonNode.class);
            Optional<String> complaint = complaint(request);
            if (complaint.isPresent()) {
                send(exchange, 400, error(complaint.get()));
                return;
            }
            awaitRelease();
            send(exchange, 200, ChatCompletion.of(ChatRules.reply(request), body.length, Instant.now()));
        } catch (UnreadableException unreadable) {
            send(exchange, 400, error(unreadable.getMessage()));
        }
    }

    private static Optional<String> complaint(JsonNode request) {
        if (!request.path("messages").isArray() || request.path("messages").isEmpty()) {
            return Optional.of("'messages' is missing or no list");
        }
        return request.path("stream").asBoolean()
                ? Optional.of("the offline stand-in does not stream: leave 'stream' out")
                : Optional.empty();
    }

    private void awaitRelease() {
        hold.ifPresent(file -> Await.until(file + " to go", LONGEST_HOLD, () -> !Files.exists(file)));
    }

    private static byte[] error(@Nullable String message) {
        return JsonCodec.write(
                Map.of("error", Map.of("message", String.valueOf(message), "type", "invalid_request_error")));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}

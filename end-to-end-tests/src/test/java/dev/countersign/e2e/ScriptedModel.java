package dev.countersign.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.local.launch.ModelEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * An OpenAI-compatible endpoint that does what the prompt spells out: each line {@code call NAME ARGUMENTS} of the
 * latest user message is a tool call of one model message; once tool messages have come back it answers with them.
 * While it is held, requests wait.
 */
final class ScriptedModel implements AutoCloseable {
    private final HttpServer server;
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> open = CompletableFuture.completedFuture(null);

    private ScriptedModel(HttpServer server) {
        this.server = server;
    }

    static ScriptedModel start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            ScriptedModel model = new ScriptedModel(server);
            server.createContext("/v1/chat/completions", model::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return model;
        } catch (IOException e) {
            throw new AssertionError("no free port for the model", e);
        }
    }

    ModelEndpoint endpoint() {
        return new ModelEndpoint("http://127.0.0.1:" + server.getAddress().getPort() + "/v1", "test-key", "scripted");
    }

    /** Lets every request from now on wait. */
    void hold() {
        open = new CompletableFuture<>();
    }

    /** Answers what waits, and from now on at once. */
    void release() {
        open.complete(null);
    }

    /** Every request so far whose messages contain the text, as sent. */
    List<JsonNode> requests(String text) {
        return requests.stream()
                .filter(request -> request.path("messages").toString().contains(text))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request);
            open.join();
            byte[] reply = completion(request).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }

    private static String completion(JsonNode request) {
        JsonNode messages = request.path("messages");
        JsonNode last = messages.get(messages.size() - 1);
        boolean asked = last.path("role").asText().equals("user");
        List<String> calls = asked ? calls(content(last)) : List.of();
        String message = calls.isEmpty()
                ? "{\"role\":\"assistant\",\"content\":" + Json.text("I was told: " + content(last)) + "}"
                : "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + String.join(",", calls) + "]}";
        return """
                {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"scripted",
                 "choices":[{"index":0,"message":%s,"finish_reason":"%s"}],
                 "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
                """.formatted(message, calls.isEmpty() ? "stop" : "tool_calls");
    }

    private static String content(JsonNode message) {
        JsonNode content = message.path("content");
        return content.isArray() ? content.path(0).path("text").asText() : content.asText();
    }

    private static List<String> calls(String prompt) {
        List<String> calls = new ArrayList<>();
        for (String line : prompt.lines().toList()) {
            String[] words = line.strip().split(" ", 3);
            if (words.length == 3 && words[0].equals("call")) {
                calls.add("{\"id\":\"call_%d\",\"type\":\"function\",\"function\":{\"name\":%s,\"arguments\":%s}}"
                        .formatted(calls.size(), Json.text(words[1]), Json.text(words[2])));
            }
        }
        return calls;
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}

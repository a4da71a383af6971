package dev.countersign.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.e2e.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A service outside of the system: {@code POST /bookings} and {@code PUT /settings/{ref}}, each counted the moment it is
 * done. Now and then it is busy, slow, or breaks the connection.
 */
final class CounterServer implements AutoCloseable {
    /** The longest that an executor waits for an answer. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Pace USUAL = new Pace(Duration.ofMillis(100), Integer.MAX_VALUE);
    private static final Pace TOO_SLOW = new Pace(PATIENCE.plusSeconds(2), Integer.MAX_VALUE);
    private static final String SETTINGS = "/settings/";

    private final long seed;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Effect> effects = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private final Map<Mischief, Integer> answers = new ConcurrentHashMap<>();

    private CounterServer(long seed, HttpServer server) {
        this.seed = seed;
        this.server = server;
    }

    static CounterServer start(long seed) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CounterServer counter = new CounterServer(seed, http);
        http.setExecutor(counter.threads);
        http.createContext("/", counter::answer);
        http.start();
        return counter;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Effect> effects() {
        return List.copyOf(effects);
    }

    /** How it has treated its requests. */
    Map<Mischief, Integer> answers() {
        return Map.copyOf(answers);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Effect> wanted = read(exchange);
            if (wanted.isEmpty()) {
                reply(exchange, 404);
                return;
            }
            Effect effect = wanted.get();
            Mischief mischief = Mischief.of(seed, effect.ref(), requests.merge(effect.ref(), 1, Integer::sum));
            answers.merge(mischief, 1, Integer::sum);
            if (mischief != Mischief.BUSY) {
                effects.add(effect);
            }
            answer(exchange, mischief);
        }
    }

    private static void answer(HttpExchange exchange, Mischief mischief) throws IOException {
        switch (mischief) {
            case NONE -> {
                USUAL.await(0);
                reply(exchange, 200);
            }
            case BUSY -> reply(exchange, 503);
            case SLOW -> {
                TOO_SLOW.await(0);
                reply(exchange, 200);
            }
            case DROPPED -> exchange.close();
        }
    }

    private static Optional<Effect> read(HttpExchange exchange) throws IOException {
        JsonNode body = Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String key = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"))
                .orElse("none");
        String path = exchange.getRequestURI().getPath();
        String asked = exchange.getRequestMethod() + " " + path;
        if (asked.equals("POST /bookings")) {
            return Optional.of(new Effect(ChaosTool.BOOK, body.path("ref").asText(), key));
        }
        if (asked.startsWith("PUT " + SETTINGS)) {
            String ref = path.substring(SETTINGS.length());
            boolean agrees = body.path("value").asText().equals(ref);
            return Optional.of(new Effect(ChaosTool.SET, agrees ? ref : ref + " with another value", key));
        }
        return Optional.empty();
    }

    private static void reply(HttpExchange exchange, int status) throws IOException {
        byte[] body = "{\"status\":%d}".formatted(status).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

package dev.countersign.executor.tool.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The server for tests behind streamable HTTP; every second answer is a stream of events. */
final class HttpTestServer implements AutoCloseable {

    private final Path folder;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final List<OutputStream> listeners = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile boolean events;

    private HttpTestServer(Path folder, HttpServer http) {
        this.folder = folder;
        this.http = http;
    }

    /** Starts it; port 0 is any free one. */
    static HttpTestServer start(Path folder, int port) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
            HttpTestServer server = new HttpTestServer(folder, http);
            http.setExecutor(server.threads);
            http.createContext("/mcp", server::serve);
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return http.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/mcp");
    }

    /** What it has been sent as Authorization. */
    List<String> authorizations() {
        return authorizations;
    }

    void forgetSessions() {
        sessions.clear();
    }

    boolean isListenedTo() {
        return !listeners.isEmpty();
    }

    void tellChanged() {
        listeners.forEach(
                listener -> event(listener, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"));
    }

    private void serve(HttpExchange exchange) throws IOException {
        authorizations.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse(""));
        switch (exchange.getRequestMethod()) {
            case "POST" -> post(exchange);
            case "GET" -> listen(exchange);
            default -> status(exchange, 204);
        }
    }

    private boolean isKnown(HttpExchange exchange) {
        String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
        return session != null && sessions.contains(session);
    }

    private void listen(HttpExchange exchange) throws IOException {
        if (!isKnown(exchange)) {
            status(exchange, 404);
            return;
        }
        if (exchange.getRequestHeaders().containsKey("Last-Event-ID") && Files.exists(folder.resolve("no-rest"))) {
            status(exchange, Integer.parseInt(Files.readString(folder.resolve("no-rest"))));
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write(": here\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        listeners.add(out);
    }

    private void post(HttpExchange exchange) throws IOException {
        Map<String, @Nullable Object> message =
                TestTools.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if ("initialize".equals(message.get("method"))) {
            String session = UUID.randomUUID().toString();
            sessions.add(session);
            exchange.getResponseHeaders().add("Mcp-Session-Id", session);
        } else if (!isKnown(exchange)) {
            status(exchange, 404);
            return;
        }
        if (redirected(exchange)) {
            return;
        }
        Answering peer = new Answering(exchange, folder.resolve("refusal"));
        Optional<String> answer = new TestTools(folder, peer).answer(message);
        if (peer.done) {
            return;
        }
        if (answer.isPresent()) {
            answer(exchange, peer, answer.get());
        } else if (message.get("id") == null || message.get("method") == null) {
            status(exchange, 202);
        } else {
            // It says nothing and does not end.
            peer.stream();
        }
    }

    private boolean redirected(HttpExchange exchange) throws IOException {
        if (!Files.exists(folder.resolve("redirect"))) {
            return false;
        }
        exchange.getResponseHeaders()
                .add("Location", Files.readString(folder.resolve("redirect")).strip());
        status(exchange, 307);
        return true;
    }

    private void answer(HttpExchange exchange, Answering peer, String answer) throws IOException {
        events = !events;
        if (events || peer.streams) {
            try (OutputStream out = peer.stream()) {
                event(out, answer);
            }
            return;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void event(OutputStream out, String message) {
        try {
            out.write(("id: 1\nevent: message\ndata: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private static final class Answering implements TestTools.Peer {

        private final HttpExchange exchange;
        private final Path refusal;
        private boolean streams;
        private boolean done;

        Answering(HttpExchange exchange, Path refusal) {
            this.exchange = exchange;
            this.refusal = refusal;
        }

        OutputStream stream() throws IOException {
            if (!streams) {
                streams = true;
                exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
            }
            return exchange.getResponseBody();
        }

        @Override
        public void die() {
            done = true;
            exchange.close();
        }

        @Override
        public void raw(TestTools.Bytes bytes) {
            done = true;
            try (OutputStream out = stream()) {
                out.write("data: ".getBytes(StandardCharsets.UTF_8));
                bytes.to(new Lines(out));
                out.write("\n\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException closedByTheClient) {
                exchange.close();
            }
        }

        @Override
        public void tell(String message) {
            try {
                event(stream(), message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void breakOff() {
            done = true;
            try (OutputStream out = stream()) {
                out.write("id: 1\ndata: \n\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void refuseInPassing() {
            done = true;
            try {
                exchange.getResponseHeaders().add("Retry-After", "2");
                status(exchange, Files.exists(refusal) ? Integer.parseInt(Files.readString(refusal)) : 503);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes an event of every line. */
    private static final class Lines extends java.io.FilterOutputStream {

        Lines(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            if (length > 0 && bytes[from + length - 1] == '\n') {
                out.write("\ndata: ".getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}

package dev.countersign.executor.tool.mcp;

import dev.countersign.executor.tool.PassingFailureException;
import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A server behind streamable HTTP (MCP 2025-11-25, Transports): every message is a POST to its one endpoint, whose answer
 * is a message or a stream of them; a GET listens for what it says of itself. No redirect is followed.
 */
final class HttpWire implements Wire {

    private static final Logger LOG = LoggerFactory.getLogger(HttpWire.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);
    private static final int MOST_RESUMES = 100;
    /** What a request is refused with that has not been run, and that may be taken later. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 503);
    /** What others say in the server's place, or it itself of where to look, and no word on whether the request has run. */
    private static final Set<Integer> UNCLEAR = Set.of(301, 302, 303, 502, 504);

    private final String server;
    private final URI endpoint;
    private final Map<String, String> headers;
    private final int maxMessage;
    private final HttpClient http;
    private final Map<Object, Thread> exchanges = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Optional<Ends> ends = Optional.empty();
    private volatile Optional<String> session = Optional.empty();
    private volatile Optional<String> version = Optional.empty();
    private volatile boolean listening;
    private volatile Optional<Thread> listener = Optional.empty();

    /** @param server for the log; the endpoint may hold a key */
    HttpWire(String server, URI endpoint, Map<String, String> headers, int maxMessage) {
        this.server = server;
        this.endpoint = endpoint;
        this.headers = Map.copyOf(headers);
        this.maxMessage = maxMessage;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public void open(Ends out) {
        ends = Optional.of(out);
    }

    @Override
    public Mono<Void> send(JSONRPCMessage message) {
        return Mono.create(sink -> {
            if (message instanceof JSONRPCRequest request) {
                Thread exchange = Thread.ofVirtual().unstarted(() -> {
                    try {
                        ask(request);
                        sink.success();
                    } catch (Exception e) {
                        sink.error(e);
                    } finally {
                        exchanges.remove(request.id());
                    }
                });
                exchanges.put(request.id(), exchange);
                exchange.start();
            } else {
                try {
                    tell(message);
                    sink.success();
                } catch (Exception e) {
                    sink.error(e);
                }
            }
        });
    }

    private void tell(JSONRPCMessage message) throws Exception {
        HttpResponse<InputStream> response = post(message, Optional.of(DELIVERY_TIMEOUT));
        response.body().close();
        requireTaken(response);
    }

    private void ask(JSONRPCRequest request) throws Exception {
        try {
            HttpResponse<InputStream> response = post(request, Optional.empty());
            try (InputStream body = response.body()) {
                requireTaken(response);
                response.headers()
                        .firstValue(HttpHeaders.MCP_SESSION_ID)
                        .filter(id -> session.isEmpty())
                        .ifPresent(id -> session = Optional.of(id));
                answer(request, contentType(response), body);
            }
        } catch (RefusedMessageException e) {
            throw broken("it has sent " + e.getMessage());
        } catch (IOException e) {
            throw broken(request, e);
        }
    }

    private Exception broken(JSONRPCRequest request, IOException e) {
        if (!exchanges.containsKey(request.id())) {
            return new InterruptedException("nobody waits for the answer any longer");
        }
        if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
            broken("it cannot be reached");
            return PassingFailureException.failed("the MCP server cannot be reached", Optional.empty());
        }
        LOG.debug("event=mcp-exchange-broken server={}", server, e);
        return broken("the connection to it broke");
    }

    private HttpResponse<InputStream> post(JSONRPCMessage message, Optional<Duration> timeout)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request()
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JsonRpc.write(message)));
        timeout.ifPresent(request::timeout);
        return http.send(request.build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint);
        headers.forEach(request::header);
        session.ifPresent(id -> request.header(HttpHeaders.MCP_SESSION_ID, id));
        version.ifPresent(agreed -> request.header(HttpHeaders.PROTOCOL_VERSION, agreed));
        return request;
    }

    private void requireTaken(HttpResponse<?> response) throws PassingFailureException {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        if (status == 404 && session.isPresent()) {
            broken("it no longer knows the session");
            throw PassingFailureException.failed("the MCP server no longer knows the session", Optional.empty());
        }
        String message = "HTTP " + status + " from the MCP server";
        if (PASSING.contains(status)) {
            throw PassingFailureException.failed(message, retryAfter(response));
        }
        if (UNCLEAR.contains(status)) {
            throw PassingFailureException.unclear(message, retryAfter(response));
        }
        throw new IllegalStateException(message);
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    }

    private void answer(JSONRPCRequest request, String contentType, InputStream body) throws Exception {
        if (contentType.startsWith("application/json")) {
            if (!deliver(whole(body), request.id())) {
                throw broken("it has answered with something else");
            }
        } else if (contentType.startsWith("text/event-stream")) {
            SseEvents events = new SseEvents(body, maxMessage);
            if (!deliver(events, request.id())) {
                resume(request, events.lastId());
            }
        } else {
            throw broken("it has answered with something else than JSON or events");
        }
    }

    /**
     * A server may end a stream before it has answered, and go on where the client asks for the rest. It has taken the
     * request by then: whatever it says to that is no word on whether the request has run.
     */
    private void resume(JSONRPCRequest request, Optional<String> lastId) throws Exception {
        Optional<String> from = lastId;
        for (int resumes = 0; resumes < MOST_RESUMES && from.isPresent(); resumes++) {
            Thread.sleep(LISTEN_AGAIN);
            HttpResponse<InputStream> response = rest(from);
            try (InputStream body = response.body()) {
                if (!isStream(response)) {
                    break;
                }
                SseEvents events = new SseEvents(body, maxMessage);
                if (deliver(events, request.id())) {
                    return;
                }
                from = events.lastId().or(() -> lastId);
            }
        }
        throw PassingFailureException.unclear("the MCP server ended the stream without an answer");
    }

    private HttpResponse<InputStream> rest(Optional<String> from) throws Exception {
        try {
            return get(from);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw broken("it cannot be reached");
        }
    }

    private HttpResponse<InputStream> get(Optional<String> lastId) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request().header("Accept", "text/event-stream").GET();
        lastId.ifPresent(id -> request.header(HttpHeaders.LAST_EVENT_ID, id));
        return http.send(request.build(), BodyHandlers.ofInputStream());
    }

    private String whole(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(maxMessage + 1);
        if (bytes.length > maxMessage) {
            throw RefusedMessageException.longerThan(maxMessage);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private boolean deliver(SseEvents events, Object request) throws IOException {
        Optional<String> event = events.next();
        while (event.isPresent()) {
            if (deliver(event.get(), request)) {
                return true;
            }
            event = events.next();
        }
        return false;
    }

    /** Whether the answer to the request was among it. */
    private boolean deliver(String text, Object request) throws RefusedMessageException {
        boolean answered = false;
        for (JSONRPCMessage message : JsonRpc.read(text)) {
            answered |= message instanceof JSONRPCResponse response && request.equals(response.id());
            ends.orElseThrow().received(message);
        }
        return answered;
    }

    @Override
    public void agreed(String protocolVersion) {
        version = Optional.of(protocolVersion);
        listening = true;
        listener = Optional.of(Thread.ofVirtual().start(this::listen));
    }

    /** For as long as the server lets it; a stream that ends (proxies do that to quiet ones) is opened again. */
    private void listen() {
        Optional<String> lastId = Optional.empty();
        try {
            while (!over.get()) {
                Optional<Optional<String>> next = listen(lastId);
                if (next.isEmpty()) {
                    listening = false;
                    return;
                }
                lastId = next.get();
                Thread.sleep(LISTEN_AGAIN);
            }
        } catch (RefusedMessageException e) {
            broken("it has sent " + e.getMessage());
        } catch (IOException e) {
            broken("it cannot be reached");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Listens to one stream, which proxies end where it is quiet for long.
     *
     * @return where the next one goes on; empty where the server offers none
     * @throws IOException if the server cannot be reached, or sends what is not taken
     */
    private Optional<Optional<String>> listen(Optional<String> lastId) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = get(lastId);
        SseEvents events = new SseEvents(response.body(), maxMessage);
        try (InputStream body = response.body()) {
            if (!isStream(response)) {
                return Optional.empty();
            }
            deliver(events, "");
        } catch (RefusedMessageException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("event=mcp-listening-broken server={}", server, e);
        }
        return Optional.of(events.lastId());
    }

    private boolean isStream(HttpResponse<?> response) {
        if (response.statusCode() == 404 && session.isPresent()) {
            broken("it no longer knows the session");
        }
        return response.statusCode() == 200 && contentType(response).startsWith("text/event-stream");
    }

    private PassingFailureException broken(String reason) {
        if (over.compareAndSet(false, true)) {
            ends.ifPresent(out -> out.broken(reason));
        }
        return PassingFailureException.unclear("the MCP server: " + reason);
    }

    @Override
    public void abandon(Object request) {
        Optional.ofNullable(exchanges.remove(request)).ifPresent(Thread::interrupt);
    }

    @Override
    public boolean listens() {
        return listening;
    }

    @Override
    public void close() {
        over.set(true);
        listener.ifPresent(Thread::interrupt);
        exchanges.values().forEach(Thread::interrupt);
        session.ifPresent(id -> farewell());
        http.shutdownNow();
    }

    private void farewell() {
        try {
            http.send(request().timeout(FAREWELL_TIMEOUT).DELETE().build(), BodyHandlers.ofInputStream())
                    .body()
                    .close();
        } catch (IOException gone) {
            LOG.trace("event=mcp-farewell-not-heard server={}", server, gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.countersign.executor.tool.mcp;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.PassingFailureException;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One connection to a server, from its handshake to its end. It ends once, and with it every call that runs. The server
 * is offered nothing of its own: sampling, elicitation and roots are refused, and of what it says unasked only a change
 * of its tools is heard.
 */
final class Connection implements AutoCloseable {

    /** In the order of their coming; a server is asked for the last, and may choose any. */
    private static final List<String> VERSIONS = List.of(
            ProtocolVersions.MCP_2024_11_05,
            ProtocolVersions.MCP_2025_03_26,
            ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_11_25);

    private static final int MOST_PAGES = 100;
    private static final int MOST_TOOLS = 1_000;
    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(5);
    /** Longer than any tool may take: whoever asks waits for less. */
    private static final Duration LONGEST_REQUEST = Duration.ofHours(2);

    private static final TypeRef<Object> ANYTHING = new TypeRef<>() {};

    private final Wire wire;
    private final Runnable toolsChanged;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Set<Request> running = ConcurrentHashMap.newKeySet();
    private final McpClientSession session;
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> inbound = message -> message;

    private Connection(Wire wire, Runnable toolsChanged) {
        this.wire = wire;
        this.toolsChanged = toolsChanged;
        this.session = new McpClientSession(
                LONGEST_REQUEST,
                new Transport(),
                Map.of(McpSchema.METHOD_PING, parameters -> Mono.just(Map.of())),
                Map.of(),
                Function.identity());
    }

    /** The server answers a request with an error, or fails it. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Opens the wire and shakes hands.
     *
     * @param toolsChanged called, on any thread, when the server says that its tools have changed
     * @throws IOException if there is no connection; the message is half a sentence about the server
     */
    static Connection open(Wire wire, Duration bound, Runnable toolsChanged) throws IOException, InterruptedException {
        Connection connection = new Connection(wire, toolsChanged);
        try {
            wire.open(connection.ends());
            connection.shakeHands(bound);
            return connection;
        } catch (IOException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Wire.Ends ends() {
        return new Wire.Ends() {
            @Override
            public void received(JSONRPCMessage message) {
                take(message);
            }

            @Override
            public void broken(String reason) {
                ended.complete(reason);
            }
        };
    }

    private void take(JSONRPCMessage message) {
        if (message instanceof JSONRPCNotification notification) {
            if (notification.method().equals(McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED)) {
                toolsChanged.run();
            }
        } else {
            inbound.apply(Mono.just(message)).subscribe(handled -> {}, this::lost);
        }
    }

    private void lost(Throwable cause) {
        ended.complete("it has sent a message that cannot be handled");
    }

    private void shakeHands(Duration bound) throws IOException, InterruptedException {
        InitializeRequest hello = InitializeRequest.builder(
                        VERSIONS.getLast(),
                        ClientCapabilities.builder().build(),
                        Implementation.builder("countersign", "0.1.0").build())
                .build();
        Map<String, @Nullable Object> answer = ask(McpSchema.METHOD_INITIALIZE, hello, bound);
        if (!(answer.get("protocolVersion") instanceof String version) || !VERSIONS.contains(version)) {
            throw new IOException("it speaks a version of the protocol that is not known here");
        }
        wire.agreed(version);
        session.sendNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED, Map.of())
                .onErrorResume(failed -> Mono.empty())
                .block(CANCEL_TIMEOUT);
    }

    /** When it has ended, with half a sentence about the server. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** Ends it, with all its calls, for a reason: half a sentence about the server. */
    void end(String reason) {
        ended.complete(reason);
    }

    /** Whether a change of the tools would be heard of. */
    boolean hearsOfChanges() {
        return wire.listens();
    }

    /**
     * All tools, over all pages, as the server describes them.
     *
     * @throws IOException if it does not say
     */
    List<Map<String, @Nullable Object>> tools(Duration bound) throws IOException, InterruptedException {
        List<Map<String, @Nullable Object>> tools = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        Map<String, Object> from = Map.of();
        while (true) {
            Map<String, @Nullable Object> page = ask(McpSchema.METHOD_TOOLS_LIST, from, bound);
            if (page.get("tools") instanceof List<?> listed) {
                listed.forEach(tool -> tools.add(JsonRpc.members(tool)));
            }
            if (!(page.get("nextCursor") instanceof String next) || next.isEmpty()) {
                return tools;
            }
            if (tools.size() > MOST_TOOLS || cursors.size() >= MOST_PAGES || !cursors.add(next)) {
                throw new IOException("its list of tools has no end");
            }
            from = Map.of("cursor", next);
        }
    }

    /**
     * Asks whether it is there. While calls run it may be too busy to say so; then it has until the last of them is due.
     *
     * @throws IOException if it does not answer
     */
    void ping(Duration bound) throws IOException, InterruptedException {
        long now = System.nanoTime();
        Duration busy = Duration.ofNanos(running.stream()
                .mapToLong(request -> request.deadlineNanos - now)
                .max()
                .orElse(0));
        try {
            request(McpSchema.METHOD_PING, Map.of(), busy.compareTo(bound) > 0 ? busy : bound);
        } catch (RefusedException refused) {
            // An answer all the same.
        }
    }

    private Map<String, @Nullable Object> ask(String method, Object parameters, Duration bound)
            throws IOException, InterruptedException {
        try {
            return JsonRpc.members(request(method, parameters, bound));
        } catch (RefusedException e) {
            throw new IOException("it has refused '" + method + "'", e);
        }
    }

    private Object request(String method, Object parameters, Duration bound)
            throws IOException, InterruptedException, RefusedException {
        Request request = new Request(method, parameters, bound);
        try {
            return request.await(bound);
        } catch (TimeoutException e) {
            request.forget();
            throw new IOException("it does not answer", e);
        } catch (PassingFailureException e) {
            throw new IOException(ended.isDone() ? ended.join() : "it answers with " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new IOException("it answers with " + e.getMessage(), e);
        }
    }

    /**
     * Calls a tool.
     *
     * @param server for messages
     * @throws RefusedException if the server answers with an error
     * @throws PassingFailureException if it did not take the call, or ended while it ran
     * @throws InterruptedException if interrupted; the server has then been told
     */
    Object call(String server, String tool, CanonicalJson arguments, CallKey call, Duration bound)
            throws RefusedException, PassingFailureException, InterruptedException {
        if (ended.isDone()) {
            throw PassingFailureException.failed(server + " is away: " + ended.join(), Optional.empty());
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("name", tool);
        parameters.put("arguments", arguments);
        parameters.put("_meta", Map.of("dev.countersign/idempotency-key", call.toString()));
        Request request = new Request(McpSchema.METHOD_TOOLS_CALL, parameters, bound);
        running.add(request);
        try {
            return request.await(LONGEST_REQUEST);
        } catch (InterruptedException e) {
            request.cancel();
            throw e;
        } catch (IOException e) {
            throw PassingFailureException.unclear(server + " ended while the call ran: " + e.getMessage());
        } catch (TimeoutException e) {
            request.cancel();
            throw PassingFailureException.unclear(server + " has not answered");
        } finally {
            running.remove(request);
        }
    }

    @Override
    public void close() {
        ended.complete("it is being closed");
        session.close();
        wire.close();
    }

    /** A request that has been sent. */
    private final class Request {

        private final CompletableFuture<Object> answer = new CompletableFuture<>();
        private final long deadlineNanos;
        private volatile Optional<Object> id = Optional.empty();

        Request(String method, Object parameters, Duration bound) {
            deadlineNanos = System.nanoTime() + bound.toNanos();
            Consumer<Object> sent = newId -> id = Optional.of(newId);
            session.sendRequest(method, parameters, ANYTHING)
                    .contextWrite(context -> context.put(Transport.SENT, sent))
                    .subscribe(answer::complete, answer::completeExceptionally, () -> answer.complete(Map.of()));
        }

        /**
         * The answer.
         *
         * @throws IOException if the connection ends before
         */
        Object await(Duration bound)
                throws IOException, InterruptedException, TimeoutException, RefusedException, PassingFailureException {
            try {
                CompletableFuture.anyOf(answer, ended).get(bound.toNanos(), TimeUnit.NANOSECONDS);
                if (!answer.isDone()) {
                    throw new IOException(ended.join());
                }
                return answer.get();
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }

        private RuntimeException failure(@Nullable Throwable cause)
                throws IOException, RefusedException, PassingFailureException {
            switch (cause) {
                case McpError error ->
                    throw new RefusedException("the MCP server answers with error "
                            + error.getJsonRpcError().code() + ": "
                            + error.getJsonRpcError().message());
                case PassingFailureException broken
                when broken.mayHaveRun() && ended.isDone() -> throw new IOException(ended.join(), broken);
                case PassingFailureException passing -> throw passing;
                case IllegalStateException refused -> throw refused;
                case null, default -> throw new IOException(ended.getNow("the connection to it broke"), cause);
            }
        }

        /** Tells the server that the answer is no longer wanted, without waiting for it to hear. */
        void cancel() {
            id.ifPresent(known -> Thread.ofVirtual().start(() -> {
                session.sendNotification(
                                "notifications/cancelled",
                                Map.of("requestId", known, "reason", "nobody waits any longer"))
                        .onErrorResume(failed -> Mono.empty())
                        .block(CANCEL_TIMEOUT);
                forget();
            }));
        }

        /** Lets go of what waits for the answer. */
        void forget() {
            id.ifPresent(known -> {
                take(JSONRPCResponse.error(known, new JSONRPCError(0, "nobody waits any longer", null)));
                wire.abandon(known);
            });
        }
    }

    /** What the library's session speaks through. */
    private final class Transport implements McpClientTransport {

        /** In a request's context: who wants to know the id under which it goes out. */
        static final String SENT = "dev.countersign.sent";

        @Override
        public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
            return Mono.fromRunnable(() -> inbound = handler);
        }

        @Override
        public Mono<Void> sendMessage(JSONRPCMessage message) {
            return Mono.deferContextual(context -> {
                if (message instanceof JSONRPCRequest request) {
                    context.<Consumer<Object>>getOrEmpty(SENT).ifPresent(sent -> sent.accept(request.id()));
                }
                return wire.send(message);
            });
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.fromRunnable(wire::close);
        }

        /** As it was read, numbers with all their digits. */
        @Override
        @SuppressWarnings("unchecked")
        public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
            return (T) data;
        }
    }
}

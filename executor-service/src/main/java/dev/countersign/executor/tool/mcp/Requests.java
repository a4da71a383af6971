package dev.countersign.executor.tool.mcp;

import dev.countersign.executor.tool.PassingFailureException;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Requests and their answers over one wire, by the library's session. When the wire breaks, all that wait for an answer
 * hear of it at once. What the server asks for is refused, except for a ping; of what it says unasked only a change of its
 * tools is heard.
 */
final class Requests implements AutoCloseable {

    /** Longer than any tool may take: whoever asks waits for less. */
    static final Duration LONGEST = Duration.ofHours(2);

    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(5);
    private static final TypeRef<Object> ANYTHING = new TypeRef<>() {};

    private final Wire wire;
    private final Runnable toolsChanged;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final McpClientSession session;
    private volatile Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> inbound = message -> message;

    /**
     * Over a wire that is not open yet.
     *
     * @param toolsChanged called, on any thread, when the server says that its tools have changed
     */
    Requests(Wire wire, Runnable toolsChanged) {
        this.wire = wire;
        this.toolsChanged = toolsChanged;
        this.session = new McpClientSession(
                LONGEST,
                new Transport(),
                Map.of(McpSchema.METHOD_PING, parameters -> Mono.just(Map.of())),
                Map.of(),
                Function.identity());
    }

    /** The server answers a request with an error, or fails it. */
    static final class RefusedException extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Opens the wire.
     *
     * @throws IOException if it cannot be opened
     */
    void open() throws IOException {
        wire.open(ends());
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

    /** When it has ended, with half a sentence about the server. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** Sends a request; whoever sends it waits for the answer, cancels or forgets it. */
    Request send(String method, Object parameters, Duration bound) {
        return new Request(method, parameters, bound);
    }

    /** Tells the server something, if it is there to hear. */
    void tell(String method, Map<String, Object> parameters) {
        session.sendNotification(method, parameters)
                .onErrorResume(failed -> Mono.empty())
                .block(DELIVERY_TIMEOUT);
    }

    @Override
    public void close() {
        ended.complete("it is being closed");
        session.close();
        wire.close();
    }

    /** A request that has been sent. */
    final class Request {

        private final CompletableFuture<Object> answer = new CompletableFuture<>();
        private final long deadlineNanos;
        private volatile Optional<Object> id = Optional.empty();

        private Request(String method, Object parameters, Duration bound) {
            deadlineNanos = System.nanoTime() + bound.toNanos();
            Consumer<Object> sent = newId -> id = Optional.of(newId);
            session.sendRequest(method, parameters, ANYTHING)
                    .contextWrite(context -> context.put(Transport.SENT, sent))
                    .subscribe(answer::complete, answer::completeExceptionally, () -> answer.complete(Map.of()));
        }

        /** What is left of its time. */
        Duration left() {
            return Duration.ofNanos(deadlineNanos - System.nanoTime());
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
                tell("notifications/cancelled", Map.of("requestId", known, "reason", "nobody waits any longer"));
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

package dev.countersign.executor.tool.mcp;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.PassingFailureException;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, from its handshake to its end. It ends once, and with it every call that runs. The server
 * is offered no capability: neither sampling nor elicitation nor roots.
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

    private final Wire wire;
    private final Requests requests;
    private final Set<Requests.Request> running = ConcurrentHashMap.newKeySet();

    private Connection(Wire wire, Runnable toolsChanged) {
        this.wire = wire;
        this.requests = new Requests(wire, toolsChanged);
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
            connection.requests.open();
            connection.shakeHands(bound);
            return connection;
        } catch (IOException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
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
        requests.tell(McpSchema.METHOD_NOTIFICATION_INITIALIZED, Map.of());
    }

    /** When it has ended, with half a sentence about the server. */
    CompletableFuture<String> ended() {
        return requests.ended();
    }

    /** Ends it, with all its calls, for a reason: half a sentence about the server. */
    void end(String reason) {
        requests.ended().complete(reason);
    }

    /** Whether a change of the tools would be heard of. */
    boolean hearsOfChanges() {
        return wire.listens();
    }

    /**
     * All tools, as the server describes them.
     *
     * @param bound for all pages together; while calls run it has until the last of them is due, as with a ping
     * @throws IOException if it does not say
     */
    List<Map<String, @Nullable Object>> tools(Duration bound) throws IOException, InterruptedException {
        List<Map<String, @Nullable Object>> tools = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        Map<String, Object> from = Map.of();
        long deadline = System.nanoTime() + bound.toNanos();
        while (true) {
            Map<String, @Nullable Object> page =
                    ask(McpSchema.METHOD_TOOLS_LIST, from, patience(Duration.ofNanos(deadline - System.nanoTime())));
            if (page.get("tools") instanceof List<?> listed) {
                listed.forEach(tool -> tools.add(JsonRpc.members(tool)));
            }
            if (tools.size() > MOST_TOOLS) {
                throw new IOException("it has more than " + MOST_TOOLS + " tools");
            }
            if (!(page.get("nextCursor") instanceof String next) || next.isEmpty()) {
                return tools;
            }
            if (cursors.size() >= MOST_PAGES || !cursors.add(next)) {
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
        try {
            request(McpSchema.METHOD_PING, Map.of(), patience(bound));
        } catch (Requests.RefusedException refused) {
            // An answer all the same.
        }
    }

    private Duration patience(Duration bound) {
        return Stream.concat(running.stream().map(Requests.Request::left), Stream.of(bound))
                .max(Comparator.naturalOrder())
                .orElse(bound);
    }

    private Map<String, @Nullable Object> ask(String method, Object parameters, Duration bound)
            throws IOException, InterruptedException {
        try {
            return JsonRpc.members(request(method, parameters, bound));
        } catch (Requests.RefusedException e) {
            throw new IOException("it has refused '" + method + "'", e);
        }
    }

    private Object request(String method, Object parameters, Duration bound)
            throws IOException, InterruptedException, Requests.RefusedException {
        Requests.Request request = requests.send(method, parameters, bound);
        try {
            return request.await(bound);
        } catch (TimeoutException e) {
            request.forget();
            throw new IOException("it does not answer", e);
        } catch (PassingFailureException e) {
            throw new IOException(ended().getNow("it answers with " + e.getMessage()), e);
        } catch (IllegalStateException e) {
            throw new IOException("it answers with " + e.getMessage(), e);
        }
    }

    /**
     * Calls a tool.
     *
     * @param server for messages
     * @throws Requests.RefusedException if the server answers with an error
     * @throws PassingFailureException if it did not take the call, or ended while it ran
     * @throws InterruptedException if interrupted; the server has then been told
     */
    Object call(String server, String tool, CanonicalJson arguments, CallKey call, Duration bound)
            throws Requests.RefusedException, PassingFailureException, InterruptedException {
        if (ended().isDone()) {
            throw PassingFailureException.failed(server + " is away: " + ended().join(), Optional.empty());
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("name", tool);
        parameters.put("arguments", arguments);
        parameters.put("_meta", Map.of("dev.countersign/idempotency-key", call.toString()));
        Requests.Request request = requests.send(McpSchema.METHOD_TOOLS_CALL, parameters, bound);
        running.add(request);
        try {
            return request.await(Requests.LONGEST);
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
        requests.close();
    }
}

package dev.countersign.local.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Evaluation;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The HTTP face of approval-service as the protocol has it: a list of pending calls, and decisions that take them off. */
final class FakeInbox implements AutoCloseable {

    static final String TOKEN = "token-of-alice";

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    /** A decision that came in. */
    record Decision(String path, JsonNode body) {}

    /** What is answered to some requests in place of what the inbox would. */
    private record Reply(int status, Function<JsonNode, Map<String, Object>> body) {}

    /** Any request: method and path with query. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** The bodies of requests that have an answer of their own. */
    final List<JsonNode> bodies = new CopyOnWriteArrayList<>();

    final List<Decision> decisions = new CopyOnWriteArrayList<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Approval> pending = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> onDecision = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile Optional<String> refusal = Optional.empty();

    private FakeInbox(HttpServer server) {
        this.server = server;
    }

    static FakeInbox start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeInbox inbox = new FakeInbox(server);
        server.createContext("/", inbox::handle);
        server.start();
        return inbox;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeInbox with(Approval... calls) {
        pending.addAll(List.of(calls));
        return this;
    }

    /** From now on, requests with this method and path are answered so. */
    FakeInbox answering(String method, String path, int status, Function<JsonNode, Map<String, Object>> body) {
        replies.put(method + " " + path, new Reply(status, body));
        return this;
    }

    /** What happens when a decision says this. */
    FakeInbox when(String decision, Runnable effect) {
        onDecision.put(decision, effect);
        return this;
    }

    /** From now on, every decision is answered by 409 with this detail. */
    FakeInbox refusing(String detail) {
        refusal = Optional.of(detail);
        return this;
    }

    static Approval call(String conversation, String callId, int index, int size, List<CallId> siblings) {
        return call(conversation, callId, Optional.of(new Turn(new TurnId("1"), index, size)), siblings);
    }

    static Approval call(String conversation, String callId, Optional<Turn> turn, List<CallId> siblings) {
        CanonicalJson arguments = CanonicalJson.ofValue(Map.of("recipient", "sally@gmail.com", "message", "What's up"));
        return new Approval(
                new CallId(callId),
                new ConversationId(conversation),
                Optional.empty(),
                turn,
                GateMode.TURN,
                new ToolName("send_email"),
                Optional.of("Sends an e-mail."),
                Optional.empty(),
                arguments,
                arguments.digest(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Digest.ofText("send_email")),
                Approval.Status.PENDING,
                Optional.of("alice"),
                false,
                Optional.of("Send sally an email"),
                Optional.empty(),
                "default",
                Digest.ofText("policy"),
                Optional.empty(),
                Optional.empty(),
                evaluation(),
                Optional.empty(),
                NOON,
                NOON.plusSeconds(86_400),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                siblings,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Evaluation evaluation() {
        return new Evaluation(
                NOON,
                SwitchMode.OPEN,
                "default",
                Digest.ofText("policy"),
                Optional.of(Digest.ofText("send_email")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("authorization"))
                || !"terminal".equals(exchange.getRequestHeaders().getFirst("Countersign-Via"))) {
            reply(exchange, 401, Map.of("title", "Unauthorized", "detail", "sign in"));
            return;
        }
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        requests.add(method + " " + exchange.getRequestURI());
        Optional<Reply> reply = Optional.ofNullable(replies.get(method + " " + path));
        if (reply.isPresent()) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            JsonNode sent = body.length == 0 ? MissingNode.getInstance() : read(body);
            bodies.add(sent);
            reply(exchange, reply.get().status(), reply.get().body().apply(sent));
        } else if (method.equals("GET") && path.contains("/calls/")) {
            show(exchange, path);
        } else if (method.equals("GET")) {
            list(exchange);
        } else {
            decide(exchange);
        }
    }

    private void show(HttpExchange exchange, String path) throws IOException {
        Optional<Approval> found = pending.stream()
                .filter(call -> path.endsWith("/%s/calls/%s".formatted(call.conversationId(), call.callId())))
                .findFirst();
        if (found.isPresent()) {
            reply(exchange, 200, found.get());
        } else {
            reply(exchange, 404, Map.of("title", "Not Found", "detail", "There is no such call"));
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return JsonCodec.read(body, JsonNode.class);
        } catch (UnreadableException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Two to a page, so that a client has to turn it. */
    private void list(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=(\\d+).*", "$1")) : 0;
        List<Approval> all = List.copyOf(pending);
        int to = Math.min(all.size(), from + 2);
        Map<String, Object> page = to < all.size()
                ? Map.of("items", all.subList(from, to), "next", String.valueOf(to), "position", "0:1")
                : Map.of("items", all.subList(from, to), "position", "0:1");
        reply(exchange, 200, page);
    }

    private void decide(HttpExchange exchange) throws IOException {
        JsonNode body;
        try {
            body = JsonCodec.read(exchange.getRequestBody().readAllBytes(), JsonNode.class);
        } catch (UnreadableException broken) {
            reply(exchange, 400, Map.of("detail", "unreadable"));
            return;
        }
        String path = exchange.getRequestURI().getPath();
        decisions.add(new Decision(path, body));
        if (refusal.isPresent()) {
            reply(exchange, 409, Map.of("title", "Conflict", "detail", refusal.get()));
            return;
        }
        pending.removeIf(call -> path.contains("/" + call.conversationId() + "/"));
        onDecision.getOrDefault(body.path("decision").asText(), () -> {}).run();
        reply(exchange, 200, Map.of("outcome", "accepted"));
    }

    private static void reply(HttpExchange exchange, int status, Object body) throws IOException {
        try (exchange) {
            byte[] bytes = JsonCodec.write(body);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}

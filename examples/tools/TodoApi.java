import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A tiny HTTP API on the loopback address, with nothing but a JDK: {@code java examples/tools/TodoApi.java [PORT]}. It
 * forgets everything when it ends.
 */
public final class TodoApi {

    private static final int DEFAULT_PORT = 8095;
    private static final int MOST_BYTES = 64 * 1024;

    /** What is to be done, as the JSON that came. */
    private record Todo(int id, String json, boolean done) {
        @Override
        public String toString() {
            return "{\"id\":%d,\"done\":%b,\"todo\":%s}".formatted(id, done, json);
        }
    }

    private final Map<Integer, Todo> todos = new TreeMap<>();
    private final Map<String, Todo> added = new ConcurrentHashMap<>();
    private int last;

    public static void main(String[] arguments) throws IOException {
        int port = arguments.length == 0 ? DEFAULT_PORT : Integer.parseInt(arguments[0]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        TodoApi api = new TodoApi();
        server.createContext("/todos", api::answer);
        server.start();
        System.out.printf("Things to do are kept at http://127.0.0.1:%d/todos until Ctrl-C.%n", port);
    }

    /** One request at a time: the server has a single thread. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/todos".length());
            String request = exchange.getRequestMethod() + " " + path.replaceAll("\\d+", "ID");
            System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            switch (request) {
                case "GET " -> send(exchange, 200, list(exchange.getRequestURI().getQuery()));
                case "POST " -> send(exchange, 201, add(exchange).toString());
                case "PUT /ID/completion" -> complete(exchange, id(path));
                case "DELETE /ID" -> send(exchange, todos.remove(id(path)) == null ? 404 : 204, "");
                default -> send(exchange, 404, "{\"error\":\"no such path\"}");
            }
        }
    }

    private String list(String query) {
        return todos.values().stream()
                .filter(todo -> query == null || query.equals("done=" + todo.done()))
                .map(Todo::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A repeated key is the same request. */
    private Todo add(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
        String json = new String(body, StandardCharsets.UTF_8);
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"))
                .map(key -> added.computeIfAbsent(key, once -> put(json)))
                .orElseGet(() -> put(json));
    }

    private Todo put(String json) {
        Todo todo = new Todo(++last, json, false);
        todos.put(todo.id(), todo);
        return todo;
    }

    private void complete(HttpExchange exchange, int id) throws IOException {
        Todo done = todos.computeIfPresent(id, (key, todo) -> new Todo(id, todo.json(), true));
        send(exchange, done == null ? 404 : 200, done == null ? "{\"error\":\"no such thing\"}" : done.toString());
    }

    private static int id(String path) {
        return Integer.parseInt(path.split("/")[1]);
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}

package dev.countersign.approval.inbox;

import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;

/** Reads server-sent events as the standard has them. */
final class EventClient implements AutoCloseable {
    private static final int BOUND_MILLIS = 25_000;

    private final HttpURLConnection connection;
    private final BufferedReader lines;

    /** One event, or a comment with nothing but an id beside it. */
    record Event(String name, String id, String data, String comment) {
        JsonPath json() {
            return JsonPath.from(data);
        }
    }

    private EventClient(HttpURLConnection connection) throws IOException {
        this.connection = connection;
        this.lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    static EventClient open(URI url, String token, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setReadTimeout(BOUND_MILLIS);
        connection.setRequestProperty("Accept", "text/event-stream");
        connection.setRequestProperty("Authorization", "Bearer " + token);
        headers.forEach(connection::setRequestProperty);
        return new EventClient(connection);
    }

    /** The next event that is as asked for; events before it are passed over. */
    Event await(Predicate<Event> wanted) throws IOException {
        while (true) {
            Event event = next();
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    private Event next() throws IOException {
        Event event = new Event("", "", "", "");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                return event;
            }
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            event = switch (line.substring(0, colon)) {
                case "" -> new Event(event.name(), event.id(), event.data(), value);
                case "event" -> new Event(value, event.id(), event.data(), event.comment());
                case "id" -> new Event(event.name(), value, event.data(), event.comment());
                case "data" -> new Event(event.name(), event.id(), event.data() + value, event.comment());
                default -> event;
            };
        }
        throw new IOException("the stream ended");
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}

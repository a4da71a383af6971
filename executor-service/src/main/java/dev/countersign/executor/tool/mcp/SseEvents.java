package dev.countersign.executor.tool.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Server-sent events (HTML Living Standard, 9.2), none longer than a bound. */
final class SseEvents {

    private final BoundedLines lines;
    private final int max;
    private final StringBuilder data = new StringBuilder();
    private Optional<String> lastId = Optional.empty();

    SseEvents(InputStream in, int max) {
        this.lines = new BoundedLines(in, max);
        this.max = max;
    }

    /** The id of the last event that had one: where a broken stream can go on. */
    Optional<String> lastId() {
        return lastId;
    }

    /**
     * The data of the next event that has any; empty at the end of the stream, whatever an unfinished event was to say.
     *
     * @throws RefusedMessageException if it is longer than the bound
     */
    Optional<String> next() throws IOException {
        data.setLength(0);
        Optional<String> line = lines.next();
        while (line.isPresent()) {
            if (line.get().isEmpty() && !data.toString().isBlank()) {
                return Optional.of(data.toString());
            }
            field(line.get());
            line = lines.next();
        }
        return Optional.empty();
    }

    private void field(String line) throws RefusedMessageException {
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        String rest = colon < 0 ? "" : line.substring(colon + 1);
        String value = rest.startsWith(" ") ? rest.substring(1) : rest;
        if (name.equals("id") && value.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            lastId = Optional.of(value).filter(id -> !id.isEmpty());
        } else if (name.equals("data")) {
            if (data.length() + value.length() > max) {
                throw RefusedMessageException.longerThan(max);
            }
            data.append(value).append('\n');
        }
    }
}

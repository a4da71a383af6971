package dev.countersign.executor.tool.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of UTF-8, none longer than a bound; bytes that are not UTF-8 become U+FFFD. */
final class BoundedLines {

    private static final int CHUNK = 8192;

    private final InputStream in;
    private final int max;
    private final byte[] chunk = new byte[CHUNK];
    private int position;
    private int end;

    BoundedLines(InputStream in, int max) {
        this.in = in;
        this.max = max;
    }

    /**
     * The next line without its end; empty at the end of the stream.
     *
     * @throws RefusedMessageException if it is longer than the bound
     */
    Optional<String> next() throws IOException {
        return next(false);
    }

    /** The same, but of a line that is longer its beginning. */
    Optional<String> nextCut() throws IOException {
        return next(true);
    }

    private Optional<String> next(boolean cut) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (position < end || fill()) {
            int stop = lineEnd();
            int room = Math.min(stop - position, max - line.size());
            if (room < stop - position && !cut) {
                throw RefusedMessageException.longerThan(max);
            }
            line.write(chunk, position, room);
            position = stop + 1;
            if (stop < end) {
                return Optional.of(text(line));
            }
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(text(line));
    }

    private boolean fill() throws IOException {
        position = 0;
        end = Math.max(0, in.read(chunk));
        return end > 0;
    }

    private int lineEnd() {
        int at = position;
        while (at < end && chunk[at] != '\n') {
            at++;
        }
        return at;
    }

    private static String text(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}

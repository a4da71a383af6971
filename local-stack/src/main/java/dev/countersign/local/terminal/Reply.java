package dev.countersign.local.terminal;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.nio.charset.StandardCharsets;

/** What approval-service answered. */
final class Reply {

    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;

    private final int status;
    private final byte[] body;

    Reply(int status, byte[] body) {
        this.status = status;
        this.body = body.clone();
    }

    int status() {
        return status;
    }

    boolean isAccepted() {
        return status == 200 || status == ACCEPTED;
    }

    /** Whether it was taken, but what comes of it is not known yet. */
    boolean isUnderWay() {
        return status == ACCEPTED;
    }

    boolean isNotFound() {
        return status == NOT_FOUND;
    }

    /** The value that the body is. */
    <T> T read(Class<T> type) {
        try {
            return JsonCodec.readOpen(body, type, Integer.MAX_VALUE);
        } catch (UnreadableException broken) {
            throw new IllegalStateException(
                    "approval-service sent something unreadable: " + broken.getMessage(), broken);
        }
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** What went wrong and what to do next, in one line. */
    String problem() {
        return Problem.of(status, body).sentence();
    }

    /**
     * This reply, where it is no refusal.
     *
     * @throws RefusedByServiceException with what went wrong and what to do next
     */
    Reply orRefused() {
        if (!isAccepted()) {
            throw new RefusedByServiceException(problem());
        }
        return this;
    }
}

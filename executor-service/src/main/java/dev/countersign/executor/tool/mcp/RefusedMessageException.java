package dev.countersign.executor.tool.mcp;

import java.io.IOException;
import java.io.Serial;

/** A server has sent what is not taken; the message says what, and quotes nothing of it. */
final class RefusedMessageException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private RefusedMessageException(String what) {
        super(what);
    }

    static RefusedMessageException longerThan(int max) {
        return new RefusedMessageException("a message of more than " + max + " bytes");
    }

    static RefusedMessageException withoutMessage(int max) {
        return new RefusedMessageException("more than " + max + " bytes without a message");
    }

    static RefusedMessageException notJsonRpc() {
        return new RefusedMessageException("a message that is not JSON-RPC");
    }
}

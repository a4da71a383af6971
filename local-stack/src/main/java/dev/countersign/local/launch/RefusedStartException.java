package dev.countersign.local.launch;

/** A stack cannot start as things are; nothing was started. The message is for people. */
public final class RefusedStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedStartException(String message) {
        super(message);
    }
}

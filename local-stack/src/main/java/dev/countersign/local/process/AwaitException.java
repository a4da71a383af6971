package dev.countersign.local.process;

/** A bounded wait ended without what it waited for. */
public final class AwaitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AwaitException(String message) {
        super(message);
    }
}

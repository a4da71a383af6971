package dev.countersign.local.terminal;

/** approval-service did not do what it was asked to; the message is for the person who asked. */
public final class RefusedByServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedByServiceException(String message) {
        super(message);
    }
}

package dev.countersign.approval.policy;

/** A policy file that is missing or not understood. The message names the file. */
public final class PolicyFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PolicyFileException(String message) {
        super(message);
    }

    PolicyFileException(String message, Throwable cause) {
        super(message, cause);
    }
}

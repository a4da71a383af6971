package dev.countersign.local.process;

import java.util.Optional;

/**
 * A child process died, or did not become ready in time. The message says why where the child has said so, else it ends
 * with the last lines of its log.
 */
public final class ChildFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Enough for the trace of a start that failed. */
    private static final int LINES = 500;

    private final String child;

    private ChildFailedException(String child, String message) {
        super(message);
        this.child = child;
    }

    static ChildFailedException of(String what, ChildProcess child) {
        Optional<String> cause = child.isAlive() ? Optional.empty() : StartFailure.in(child.tail(LINES));
        String log = child.spec().log().toString();
        return new ChildFailedException(
                child.spec().name(),
                cause.map(said -> "%s did not start: %s%nIts log: %s"
                                .formatted(child.spec().name(), said, log))
                        .orElseGet(() -> "%s; the end of %s:%n%s".formatted(what, log, child.tail())));
    }

    /** The same, with what to do. */
    public ChildFailedException advising(String advice) {
        return new ChildFailedException(child, "%s%n%s".formatted(getMessage(), advice));
    }

    /** The name of the process that failed. */
    public String child() {
        return child;
    }
}

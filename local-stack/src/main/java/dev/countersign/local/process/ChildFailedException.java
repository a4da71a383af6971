package dev.countersign.local.process;

/** A child process died, or did not become ready in time. The message ends with the last lines of its log. */
public final class ChildFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ChildFailedException(String what, ChildProcess child) {
        super("%s; the end of %s:%n%s".formatted(what, child.spec().log(), child.tail()));
    }
}

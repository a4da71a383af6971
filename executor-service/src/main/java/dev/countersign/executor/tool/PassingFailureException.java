package dev.countersign.executor.tool;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** A tool's attempt has failed in a way that may pass. Only a tool declared idempotent is tried again. */
public final class PassingFailureException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean mayHaveRun;
    private final transient Optional<Duration> after;

    private PassingFailureException(String message, boolean mayHaveRun, Optional<Duration> after) {
        super(message);
        this.mayHaveRun = mayHaveRun;
        this.after = after;
    }

    /**
     * It has failed: refused, not reached, overloaded.
     *
     * @param after how long to wait at least, where the other side has said so
     */
    public static PassingFailureException failed(String message, Optional<Duration> after) {
        return new PassingFailureException(message, false, after);
    }

    /** Nobody can say whether it has done its work: the connection broke, the server is gone. */
    public static PassingFailureException unclear(String message) {
        return unclear(message, Optional.empty());
    }

    /**
     * Nobody can say whether it has done its work.
     *
     * @param after how long to wait at least, where whoever has answered has said so
     */
    public static PassingFailureException unclear(String message, Optional<Duration> after) {
        return new PassingFailureException(message, true, after);
    }

    /** Whether it may have done its work. */
    public boolean mayHaveRun() {
        return mayHaveRun;
    }

    /** How long to wait at least before trying again. */
    public Optional<Duration> after() {
        return after;
    }
}

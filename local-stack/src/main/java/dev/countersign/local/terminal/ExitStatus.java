package dev.countersign.local.terminal;

/** The exit statuses of the commands that look and decide. A wrong command line is 2. */
public final class ExitStatus {

    /** It is done. */
    public static final int DONE = 0;

    /** It failed; whether anything was changed is said. */
    public static final int FAILED = 1;

    /** The person at the terminal did not confirm: nothing was sent. */
    public static final int NOT_CONFIRMED = 3;

    /** approval-service refused it: nothing was changed. */
    public static final int REFUSED = 4;

    /** It was sent, and has not come through everywhere yet. */
    public static final int UNDER_WAY = 5;

    private ExitStatus() {}
}

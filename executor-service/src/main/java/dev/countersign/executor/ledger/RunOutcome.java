package dev.countersign.executor.ledger;

import dev.countersign.contract.json.CanonicalJson;
import java.time.Duration;
import java.util.Optional;

/** How one attempt ended, as the instance that ran it saw it. */
public sealed interface RunOutcome {

    /** The tool returned. */
    record Returned(CanonicalJson output) implements RunOutcome {}

    /** The tool threw; the message is one sentence. */
    record Threw(String message) implements RunOutcome {}

    /**
     * The tool has failed in a way that may pass; the message is one sentence.
     *
     * @param mayHaveRun whether it may have done its work
     * @param after how long to wait at least before the next attempt, where the other side has said so
     */
    record FailedInPassing(String message, boolean mayHaveRun, Optional<Duration> after) implements RunOutcome {}

    /** The deadline passed first; the tool may have done its work, or may still do it. */
    record TimedOut() implements RunOutcome {}

    /** The instance stopped in good order before the tool had ended, which may have done its work, or may still do it. */
    record Stopped() implements RunOutcome {}

    /** The attempt was entered, but certainly not begun: its deadline had passed, or its commit was in doubt. */
    record NeverRan() implements RunOutcome {}
}

package dev.countersign.executor.ledger;

import dev.countersign.contract.json.CanonicalJson;

/** How one attempt ended, as the instance that ran it saw it. */
public sealed interface RunOutcome {

    /** The tool returned. */
    record Returned(CanonicalJson output) implements RunOutcome {}

    /** The tool threw; the message is one sentence. */
    record Threw(String message) implements RunOutcome {}

    /** The deadline passed first; the tool may have done its work, or may still do it. */
    record TimedOut() implements RunOutcome {}

    /** The attempt was entered, but certainly not begun: its deadline had passed, or its commit was in doubt. */
    record NeverRan() implements RunOutcome {}
}

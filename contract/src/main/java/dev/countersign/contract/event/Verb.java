package dev.countersign.contract.event;

/** What a person can decide about a call. */
public enum Verb {
    /** It runs as it stands. */
    APPROVE,
    /** It runs with other arguments. */
    EDIT,
    /** It does not run. */
    REJECT,
    /** It does not run; the person answers in the tool's place. */
    RESPOND
}

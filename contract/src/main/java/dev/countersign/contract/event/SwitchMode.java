package dev.countersign.contract.event;

/** What the kill switch lets through, from everything that the policy lets through to nothing at all. */
public enum SwitchMode {
    /** The policy decides. */
    OPEN,
    /** The policy decides on tools that are declared read-only; every other call is denied. */
    READ_ONLY,
    /** Nothing runs by itself: what the policy or a grant would approve is held for a person. */
    HOLD,
    /** Every call is denied. */
    DENY
}

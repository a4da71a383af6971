package dev.countersign.approval.gate;

/** What a person decides about a call. */
public enum Choice {
    APPROVE,
    REJECT
}

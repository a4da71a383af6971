package dev.countersign.contract.event;

/** How soon people should look at a call. */
public enum Priority {
    LOW,
    NORMAL,
    HIGH,
    URGENT
}

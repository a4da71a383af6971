package dev.countersign.e2e.chaos;

/**
 * Something that a tool did outside of the system.
 *
 * @param ref the reference in its arguments
 * @param key the idempotency key that it came with, or what was made of it
 */
record Effect(ChaosTool tool, String ref, String key) {}

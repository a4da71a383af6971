package dev.countersign.contract.event;

import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Duration;

/**
 * A tool that an executor offers, on {@code tool-catalog} under the tool's name, signed by that executor.
 *
 * @param description what it does, for model and person
 * @param inputSchema JSON Schema of the arguments
 * @param annotations behaviour as the one who deploys the executor declares it
 * @param timeout the longest that one attempt may take, 1 ms to 1 h
 * @param retries further attempts after the first, 0 to 10; 0 unless the tool is declared idempotent
 * @param executor the executor that owns it
 */
public record CatalogEntry(
        ToolName name,
        String description,
        CanonicalJson inputSchema,
        Annotations annotations,
        Duration timeout,
        int retries,
        String executor) {
    /** The longest that a call waits between two attempts. */
    public static final Duration LONGEST_RETRY_WAIT = Duration.ofSeconds(30);

    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    public CatalogEntry {
        if (!name.isOfferable()) {
            throw new IllegalArgumentException("a tool on offer is named with 1 to 64 characters of A-Z a-z 0-9 _ -");
        }
        if (!inputSchema.isObject()) {
            throw new IllegalArgumentException("inputSchema is a JSON object");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout lies above zero and at most 1 h");
        }
        if (retries < 0 || retries > 10 || (retries > 0 && !annotations.idempotentHint())) {
            throw new IllegalArgumentException("retries lie from 0 to 10, and only an idempotent tool has any");
        }
        Texts.requireName("executor", executor);
    }

    /** What a decision on this tool is bound to: the digest of the whole entry in canonical form. */
    public Digest digest() {
        return CanonicalJson.ofValue(this).digest();
    }

    /** The longest that a call may take from its first start to its outcome, the waits between attempts included. */
    public Duration longestRun() {
        return timeout.multipliedBy(retries + 1L).plus(LONGEST_RETRY_WAIT.multipliedBy(retries));
    }

    /** Behaviour hints, named as in the Model Context Protocol (2025-06-18, {@code ToolAnnotations}). */
    public record Annotations(
            boolean readOnlyHint, boolean destructiveHint, boolean idempotentHint, boolean openWorldHint) {
        /** The safe assumption: changes something, may destroy, must not be repeated, reaches the world. */
        public static final Annotations UNKNOWN = new Annotations(false, true, false, true);
    }
}

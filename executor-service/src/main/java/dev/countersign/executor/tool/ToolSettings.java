package dev.countersign.executor.tool;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What whoever deploys the executor declares about one tool. Everything left out is the safe assumption; nothing of it
 * ever comes from a model or from the tool itself.
 */
public interface ToolSettings {

    /** Whether the tool is on offer at all. */
    @WithDefault("true")
    boolean enabled();

    /** Whether it changes nothing. */
    @WithDefault("false")
    boolean readOnlyHint();

    /** Whether it may destroy something. */
    @WithDefault("true")
    boolean destructiveHint();

    /** Whether running it again with the same arguments adds nothing: only then is a lost attempt repeated. */
    @WithDefault("false")
    boolean idempotentHint();

    /** Whether it reaches beyond this installation. */
    @WithDefault("true")
    boolean openWorldHint();

    /** The longest that one attempt may take, 1 ms to 1 h. */
    @WithDefault("30s")
    Duration timeout();

    /** Further attempts after one that was lost or failed in passing, 0 to 10; only with {@link #idempotentHint()}. */
    @WithDefault("0")
    int retries();

    /** How many may run at once in this instance, at least 1; further calls wait in the ledger. */
    @WithDefault("32")
    int concurrency();

    /** How many may be started in this instance within {@link #ratePeriod()}, at least 1; no limit without it. */
    OptionalInt rateLimit();

    /** What {@link #rateLimit()} counts over, 1 ms to 1 day. */
    @WithDefault("1m")
    Duration ratePeriod();
}

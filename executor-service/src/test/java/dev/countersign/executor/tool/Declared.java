package dev.countersign.executor.tool;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Settings of a tool as a record. */
public record Declared(
        boolean enabled,
        boolean readOnlyHint,
        boolean destructiveHint,
        boolean idempotentHint,
        boolean openWorldHint,
        Duration timeout,
        int retries,
        int concurrency,
        OptionalInt rateLimit,
        Duration ratePeriod)
        implements ToolSettings {

    /** What holds where nothing is declared. */
    public static final Declared SAFE = new Declared(
            true, false, true, false, true, Duration.ofSeconds(30), 0, 32, OptionalInt.empty(), Duration.ofMinutes(1));

    /** As the configuration does: what is not declared has the defaults. */
    public static Map<String, ToolSettings> withDefaults(Map<String, ? extends ToolSettings> settings) {
        return new HashMap<>(settings) {
            @Override
            public ToolSettings get(Object name) {
                return getOrDefault(name, SAFE);
            }
        };
    }

    /** Not idempotent. */
    public static Declared once(Duration timeout, int concurrency) {
        return of(false, timeout, 0, concurrency);
    }

    /** Idempotent. */
    public static Declared repeatable(Duration timeout, int retries, int concurrency) {
        return of(true, timeout, retries, concurrency);
    }

    private static Declared of(boolean idempotent, Duration timeout, int retries, int concurrency) {
        return new Declared(
                true,
                false,
                true,
                idempotent,
                true,
                timeout,
                retries,
                concurrency,
                OptionalInt.empty(),
                Duration.ofMinutes(1));
    }

    /** With a limit on how many are started in a time. */
    public Declared limitedTo(int starts, Duration period) {
        return new Declared(
                enabled,
                readOnlyHint,
                destructiveHint,
                idempotentHint,
                openWorldHint,
                timeout,
                retries,
                concurrency,
                OptionalInt.of(starts),
                period);
    }
}

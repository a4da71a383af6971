package dev.countersign.executor.execution;

import dev.countersign.contract.event.ToolResult;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What the loop counts. */
final class ExecutionMetrics {

    private final MeterRegistry registry;

    ExecutionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A record that speaks for no call, by the reason. */
    void rejected(Enum<?> reason) {
        registry.counter("countersign.executor.rejected", "reason", tag(reason)).increment();
    }

    /** An authentic call that is not run, by the reason. */
    void denied(Enum<?> reason) {
        registry.counter("countersign.executor.denied", "reason", tag(reason)).increment();
    }

    /** A result that is published. */
    void published(ToolResult result) {
        registry.counter(
                        "countersign.executor.results",
                        "status",
                        tag(result.status()),
                        "late",
                        Boolean.toString(result.late()))
                .increment();
    }

    /** A call that waits for its next attempt. */
    void retries() {
        registry.counter("countersign.executor.retries").increment();
    }

    /** A session that ended otherwise than by an orderly stop. */
    void sessionLost() {
        registry.counter("countersign.executor.sessions.lost").increment();
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

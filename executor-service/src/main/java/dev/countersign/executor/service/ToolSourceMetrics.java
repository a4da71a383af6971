package dev.countersign.executor.service;

import dev.countersign.executor.tool.ToolRegistry;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of the sources of tools. */
final class ToolSourceMetrics {

    private ToolSourceMetrics() {}

    static void register(ToolRegistry tools, MeterRegistry meters) {
        meters.gauge("countersign.executor.sources.away", tools, ToolSourceMetrics::away);
        meters.gauge(
                "countersign.executor.tools.offered",
                tools,
                registry -> registry.all().size());
    }

    private static double away(ToolRegistry tools) {
        return tools.sources().values().stream()
                .filter(source -> source.away().isPresent())
                .count();
    }
}

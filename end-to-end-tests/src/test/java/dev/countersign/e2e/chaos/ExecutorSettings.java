package dev.countersign.e2e.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What whoever deploys the executors of a run declares: few slots and low rates, so that calls have to wait. */
final class ExecutorSettings {
    private ExecutorSettings() {}

    static Map<String, String> of(List<ChaosTool> tools, Path folder, String counterUrl) {
        Map<String, String> settings = new TreeMap<>();
        // Above what the services' own defaults say of their two tools.
        settings.put("config_ordinal", "275");
        tools.forEach(tool -> settings.putAll(declared(tool)));
        return settings;
    }

    private static Map<String, String> declared(ChaosTool tool) {
        String prefix = "countersign.tools.%s.".formatted(tool.toolName());
        return Map.of(
                prefix + "idempotent-hint",
                String.valueOf(tool.isIdempotent()),
                prefix + "retries",
                String.valueOf(tool.attempts() - 1),
                prefix + "timeout",
                CounterServer.PATIENCE.toSeconds() + "s",
                prefix + "concurrency",
                "2",
                prefix + "rate-limit",
                "5",
                prefix + "rate-period",
                "1s");
    }
}

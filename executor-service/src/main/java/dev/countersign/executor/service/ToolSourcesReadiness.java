package dev.countersign.executor.service;

import dev.countersign.executor.tool.ToolRegistry;
import dev.countersign.executor.tool.ToolRegistry.SourceState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * How each source of tools stands. Always up: the tools of a source that is away are withdrawn, and all others are
 * served.
 */
@Readiness
@ApplicationScoped
public class ToolSourcesReadiness implements HealthCheck {

    private final ExecutorLifecycle lifecycle;

    public ToolSourcesReadiness(ExecutorLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("tool sources").up();
        lifecycle
                .tools()
                .map(ToolRegistry::sources)
                .orElse(Map.of())
                .forEach((name, state) -> response.withData(name, sentence(state)));
        return response.build();
    }

    private static String sentence(SourceState state) {
        return state.away()
                .map(reason -> "away: " + reason)
                .orElseGet(() -> "present, " + state.tools().size() + " tools");
    }
}

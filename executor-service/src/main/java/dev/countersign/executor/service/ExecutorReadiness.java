package dev.countersign.executor.service;

import dev.countersign.executor.execution.ExecutionLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while it takes calls and its clock agrees with the broker's. */
@Readiness
@ApplicationScoped
public class ExecutorReadiness implements HealthCheck {

    private final ExecutorLifecycle lifecycle;

    public ExecutorReadiness(ExecutorLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<ExecutionLoop> loop = lifecycle.loop();
        return HealthCheckResponse.named("execution loop")
                .status(loop.filter(ExecutionLoop::isReady)
                        .filter(ready -> ready.skew().isTolerable())
                        .isPresent())
                .withData(
                        "clockSkewMillis",
                        loop.map(running -> running.skew().last().toMillis()).orElse(0L))
                .build();
    }
}

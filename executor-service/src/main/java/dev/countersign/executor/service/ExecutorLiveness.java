package dev.countersign.executor.service;

import dev.countersign.executor.execution.ExecutionLoop;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the loop goes round, which it has to do at least every 60 s. */
@Liveness
@ApplicationScoped
public class ExecutorLiveness implements HealthCheck {

    private final ExecutorLifecycle lifecycle;

    public ExecutorLiveness(ExecutorLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("execution loop")
                .status(lifecycle.loop().filter(ExecutionLoop::isAlive).isPresent())
                .build();
    }
}

package dev.countersign.approval.gate.topology;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the gate runs; alive unless it has not run for 60 s or its view of the catalogue has ended. */
@Singleton
final class GateHealth {

    private static final Duration NOT_RUNNING_BOUND = Duration.ofSeconds(60);

    private final GateStreams gate;

    @Inject
    GateHealth(GateStreams gate) {
        this.gate = gate;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readiness() {
        return () -> HealthCheckResponse.named("gate").status(gate.isRunning()).build();
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck liveness() {
        return () -> HealthCheckResponse.named("gate")
                .status(gate.notRunningFor().compareTo(NOT_RUNNING_BOUND) < 0
                        && gate.catalogFailure().isEmpty())
                .withData("notRunningForSeconds", gate.notRunningFor().toSeconds())
                .build();
    }
}

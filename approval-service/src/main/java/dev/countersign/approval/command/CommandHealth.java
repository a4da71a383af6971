package dev.countersign.approval.command;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Ready once outcomes are read, alive as long as they are. */
@Singleton
final class CommandHealth {

    private final GateCommandSender sender;

    @Inject
    CommandHealth(GateCommandSender sender) {
        this.sender = sender;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck readiness() {
        return () ->
                HealthCheckResponse.named("commands").status(sender.isReady()).build();
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck liveness() {
        return () -> HealthCheckResponse.named("commands")
                .status(sender.failure().isEmpty())
                .build();
    }
}

package dev.countersign.approval.oversight;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when what holds has been read, not alive when reading it has ended. A policy file with problems is said and no
 * more: the policy before it holds, and the instance works.
 */
@Singleton
final class OversightHealth {

    private final ControlsView view;
    private final PolicyActivation policy;

    @Inject
    OversightHealth(ControlsView view, PolicyActivation policy) {
        this.view = view;
        this.policy = policy;
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck controls() {
        return () ->
                HealthCheckResponse.named("controls").status(view.isCaughtUp()).build();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck policyFile() {
        return () -> {
            PolicyWatch.Status status = policy.status();
            HealthCheckResponseBuilder answer =
                    HealthCheckResponse.named("policy-file").up();
            if (!status.isGood()) {
                answer.withData("state", "DEGRADED")
                        .withData("since", status.since().toString())
                        .withData("problems", status.problems().size());
            }
            return answer.build();
        };
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck alive() {
        return () -> HealthCheckResponse.named("controls")
                .status(view.failure().isEmpty())
                .build();
    }
}

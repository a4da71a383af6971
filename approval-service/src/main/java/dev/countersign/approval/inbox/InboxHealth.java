package dev.countersign.approval.inbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the inbox has been read, not alive when reading it has ended. */
@ApplicationScoped
class InboxHealth {
    private final ApprovalsView view;

    @Inject
    InboxHealth(ApprovalsView view) {
        this.view = view;
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () ->
                HealthCheckResponse.named("inbox").status(view.isCaughtUp()).build();
    }

    @Produces
    @Liveness
    HealthCheck alive() {
        return () -> HealthCheckResponse.named("inbox")
                .status(view.failure().isEmpty())
                .build();
    }
}

package dev.countersign.planner;

import dev.countersign.planner.catalog.CatalogView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.concurrent.Future;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Ready: records are processed and the catalogue is known. Alive: neither has been down for too long. */
@ApplicationScoped
public class PlannerHealth {
    private static final Duration TOO_LONG = Duration.ofSeconds(60);

    private final PlannerStreams streams;
    private final CatalogView catalog;

    public PlannerHealth(PlannerStreams streams, CatalogView catalog) {
        this.streams = streams;
        this.catalog = catalog;
    }

    @Produces
    @Readiness
    @ApplicationScoped
    HealthCheck ready() {
        return () -> HealthCheckResponse.named("planner")
                .status(streams.running() && catalog.caughtUp().state() == Future.State.SUCCESS)
                .withData("streams", streams.running())
                .withData("catalog", catalog.caughtUp().isDone())
                .build();
    }

    @Produces
    @Liveness
    @ApplicationScoped
    HealthCheck alive() {
        return () -> HealthCheckResponse.named("planner")
                .status(streams.stoppedFor().compareTo(TOO_LONG) < 0 && catalog.follows())
                .withData("stoppedForSeconds", streams.stoppedFor().toSeconds())
                .withData("catalog", catalog.follows())
                .build();
    }
}

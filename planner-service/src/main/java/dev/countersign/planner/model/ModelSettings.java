package dev.countersign.planner.model;

import dev.countersign.planner.PlannerConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start with settings of the model that contradict each other. */
@ApplicationScoped
public class ModelSettings {
    private static final String NO_KEY = "none";
    private static final String OPENAI = "api.openai.com";
    private static final String MAX_AGE = "mp.messaging.incoming.model-turns.throttled.unprocessed-record-max-age.ms";

    private final PlannerConfig config;
    private final Duration maxAge;

    public ModelSettings(PlannerConfig config, @ConfigProperty(name = MAX_AGE) long maxAgeMillis) {
        this.config = config;
        this.maxAge = Duration.ofMillis(maxAgeMillis);
    }

    void check(@Observes @Priority(1) StartupEvent event) {
        PlannerConfig.Model model = config.model();
        if (model.apiKey().equals(NO_KEY)
                && OPENAI.equals(URI.create(model.baseUrl()).getHost())) {
            throw new IllegalStateException(
                    "no model: set OPENAI_API_KEY (countersign.model.api-key) for OpenAI itself, or OPENAI_BASE_URL"
                            + " (countersign.model.base-url) for any other endpoint");
        }
        if (!model.timeout().isPositive() || model.maxMessageBytes() < 1 || model.maxMessageBytes() > 2_097_152) {
            throw new IllegalStateException(
                    "countersign.model.timeout lies above zero, countersign.model.max-message-bytes from 1 to 2097152");
        }
        Duration longest = policy(model).longest(model.timeout());
        if (maxAge.compareTo(longest) <= 0) {
            throw new IllegalStateException(
                    "%s is %d ms, but a turn may take %d ms: (retries + 1) x countersign.model.timeout and the waits between"
                            .formatted(MAX_AGE, maxAge.toMillis(), longest.toMillis()));
        }
    }

    static RetryPolicy policy(PlannerConfig.Model model) {
        try {
            return new RetryPolicy(model.retries(), model.backoff(), model.maxBackoff(), model.maxRetryAfter());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("countersign.model.*: " + e.getMessage(), e);
        }
    }
}

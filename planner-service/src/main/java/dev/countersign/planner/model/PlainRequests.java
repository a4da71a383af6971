package dev.countersign.planner.model;

import dev.countersign.planner.PlannerConfig;
import dev.langchain4j.model.openai.OpenAiChatModel.OpenAiChatModelBuilder;
import io.quarkiverse.langchain4j.ModelBuilderCustomizer;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Takes back what the extension does of itself: a retry, which would pay no regard to {@code Retry-After}, since
 * {@link ModelCaller} is the one place that retries; and sampling options that nobody configured, which some models
 * refuse.
 */
@ApplicationScoped
public class PlainRequests implements ModelBuilderCustomizer<OpenAiChatModelBuilder> {
    private final PlannerConfig.Model model;

    public PlainRequests(PlannerConfig config) {
        this.model = config.model();
    }

    @Override
    @SuppressWarnings("NullAway") // The builder leaves out what is null; its types do not say so.
    public void customize(OpenAiChatModelBuilder builder) {
        builder.maxRetries(0)
                .temperature(model.temperature().orElse(null))
                .topP(null)
                .presencePenalty(null)
                .frequencyPenalty(null);
    }
}

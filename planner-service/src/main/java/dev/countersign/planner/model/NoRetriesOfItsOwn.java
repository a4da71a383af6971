package dev.countersign.planner.model;

import dev.langchain4j.model.openai.OpenAiChatModel.OpenAiChatModelBuilder;
import io.quarkiverse.langchain4j.ModelBuilderCustomizer;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The extension insists on a retry of its own, which would pay no regard to {@code Retry-After}. {@link ModelCaller} is
 * the one place that retries.
 */
@ApplicationScoped
public class NoRetriesOfItsOwn implements ModelBuilderCustomizer<OpenAiChatModelBuilder> {
    @Override
    public void customize(OpenAiChatModelBuilder builder) {
        builder.maxRetries(0);
    }
}

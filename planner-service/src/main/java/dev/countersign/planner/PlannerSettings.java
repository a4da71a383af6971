package dev.countersign.planner;

import dev.countersign.contract.catalog.ToolOwner;
import dev.countersign.contract.signing.KeyFileException;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.PromptOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The settings as the types that the code works with, checked at start. */
@ApplicationScoped
public class PlannerSettings {
    private final PlannerConfig config;
    private final String bootstrapServers;

    public PlannerSettings(
            PlannerConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.config = config;
        this.bootstrapServers = bootstrapServers;
    }

    /** How to reach the broker, as settings of a Kafka client. */
    public Map<String, Object> connection() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    @Produces
    ConversationLimits limits() {
        PlannerConfig.Conversation limits = config.conversation();
        return checked(
                "countersign.conversation",
                () -> new ConversationLimits(
                        limits.maxBytes(),
                        limits.maxQueued(),
                        limits.maxQueuedBytes(),
                        limits.forgetAfter(),
                        limits.recallAfter()));
    }

    @Produces
    PromptOptions defaults() {
        PlannerConfig.PromptDefaults prompt = config.prompt();
        return checked(
                "countersign.prompt",
                () -> new PromptOptions(prompt.gate(), prompt.onRejection(), prompt.returnDirect(), prompt.maxTurns()));
    }

    /** The executors whose tools count. */
    public List<ToolOwner> owners() {
        if (config.executors().isEmpty()) {
            throw new IllegalStateException(
                    "countersign.executors names no executor: set countersign.executors.<name>.key-file, .kid and .tools");
        }
        return config.executors().entrySet().stream()
                .map(executor -> owner(executor.getKey(), executor.getValue()))
                .toList();
    }

    private static ToolOwner owner(String name, PlannerConfig.Executor executor) {
        String setting = "countersign.executors." + name + ".key-file";
        try {
            return new ToolOwner(name, TrustedKeys.load(executor.keyFile(), executor.kid()), executor.tools());
        } catch (KeyFileException e) {
            throw new IllegalStateException(setting + ": " + e.getMessage(), e);
        }
    }

    private static <T> T checked(String prefix, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(prefix + ".*: " + e.getMessage(), e);
        }
    }
}

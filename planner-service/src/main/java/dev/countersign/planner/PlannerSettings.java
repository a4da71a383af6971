package dev.countersign.planner;

import dev.countersign.contract.catalog.ToolOwner;
import dev.countersign.contract.signing.KeyFileException;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.PromptOptions;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The settings as the types that the code works with, checked at start. */
@ApplicationScoped
public class PlannerSettings {
    private final PlannerConfig config;
    private final Map<String, Object> connection;

    public PlannerSettings(PlannerConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.config = config;
        Map<String, Object> settings = new HashMap<>(kafka);
        // Tails belong to no group, and Streams has its own.
        settings.remove("group.id");
        this.connection = Map.copyOf(settings);
    }

    /** How to reach the broker, as settings of a Kafka client. */
    public Map<String, Object> connection() {
        return connection;
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
                        limits.giveUpAfter(),
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

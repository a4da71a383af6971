package dev.countersign.planner;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.OnRejection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of planner-service. An unknown or unreadable one stops the start. */
@ConfigMapping(prefix = "countersign")
public interface PlannerConfig {
    /** The stable name of this instance: static membership and client ids are made from it. */
    @WithDefault("planner-service-0")
    String instance();

    State state();

    /** The executors whose tools are offered, by name; at least one. */
    Map<String, Executor> executors();

    Model model();

    PromptDefaults prompt();

    Conversation conversation();

    Streams streams();

    /** Where the stores are kept between starts. */
    interface State {
        @WithDefault("state")
        Path dir();
    }

    /** An executor whose catalogue entries count. */
    interface Executor {
        /** PEM file with its public Ed25519 key. */
        Path keyFile();

        /** The key's id. */
        String kid();

        /** Names of tools that it may offer; {@code *} stands for any run of characters. */
        List<String> tools();
    }

    /** The model's endpoint: anything that speaks OpenAI's chat completions. */
    interface Model {
        String baseUrl();

        String apiKey();

        String name();

        /** Absent: the endpoint's own; some models take no other. */
        Optional<Double> temperature();

        /** The longest that one call may take. */
        Duration timeout();

        /** Further calls after one that failed for a reason that may pass. */
        @WithDefault("3")
        int retries();

        /** The wait before the first retry; doubles with each. */
        @WithDefault("1s")
        Duration backoff();

        /** The longest of these waits. */
        @WithDefault("30s")
        Duration maxBackoff();

        /** The longest wait that the endpoint may ask for; if it asks for more, the turn fails at once. */
        @WithDefault("2m")
        Duration maxRetryAfter();

        /** The most that one message of the model may have, as JSON in bytes. */
        @WithDefault("1048576")
        int maxMessageBytes();
    }

    /** What holds for a prompt that does not say. */
    interface PromptDefaults {
        @WithDefault("turn")
        GateMode gate();

        @WithDefault("stop")
        OnRejection onRejection();

        @WithDefault("false")
        boolean returnDirect();

        /** Model messages before STEP_LIMIT, 1 to 1,000. */
        @WithDefault("20")
        int maxTurns();
    }

    /** The bounds of a conversation. */
    interface Conversation {
        @WithDefault("4194304")
        int maxBytes();

        /** Prompts that may wait for the running one. */
        @WithDefault("8")
        int maxQueued();

        /** The most that the waiting prompts may have together, as JSON in bytes. */
        @WithDefault("1048576")
        int maxQueuedBytes();

        /** How long a turn may go without a word; above the longest that the gate lets a call wait and run. */
        @WithDefault("31d")
        Duration giveUpAfter();

        /** How long a conversation with nothing open is kept. */
        @WithDefault("7d")
        Duration forgetAfter();

        /** How long after that its ids are not used again. */
        @WithDefault("31d")
        Duration recallAfter();
    }

    /** Kafka Streams. */
    interface Streams {
        /** Of the changelogs; -1: the broker's default. */
        @WithDefault("-1")
        int replicationFactor();

        @WithDefault("1")
        int threads();
    }
}

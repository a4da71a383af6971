package dev.countersign.planner.conversation.topology;

import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.PlannerMetrics;
import dev.countersign.planner.conversation.ConversationLimits;
import dev.countersign.planner.conversation.PromptOptions;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The wiring: intake ({@code prompts}, {@code tool-results} to {@code planner-commands}) and core
 * ({@code planner-commands}, {@code rejected-calls} to model turns, tool requests and answers).
 */
public final class PlannerTopology {
    static final String COMMANDS_SINK = "to-commands";
    static final String MODEL_TURNS_SINK = "to-model-turns";
    static final String TOOL_REQUESTS_SINK = "to-tool-requests";
    static final String ANSWERS_SINK = "to-answers";

    private static final String CORE = "conversation";
    private static final ByteArrayDeserializer READ = new ByteArrayDeserializer();
    private static final ByteArraySerializer WRITE = new ByteArraySerializer();

    private PlannerTopology() {}

    /** Builds the topology. */
    public static Topology build(ConversationLimits limits, PromptOptions defaults, PlannerMetrics metrics) {
        Topology topology = new Topology();
        intake(topology, metrics, Topic.PROMPTS);
        intake(topology, metrics, Topic.TOOL_RESULTS);
        sink(topology, COMMANDS_SINK, Topic.PLANNER_COMMANDS, intakeOf(Topic.PROMPTS), intakeOf(Topic.TOOL_RESULTS));
        source(topology, Topic.PLANNER_COMMANDS);
        source(topology, Topic.REJECTED_CALLS);
        topology.addProcessor(
                CORE,
                () -> new ConversationProcessor(limits, defaults, metrics),
                sourceOf(Topic.PLANNER_COMMANDS),
                sourceOf(Topic.REJECTED_CALLS));
        topology.addStateStore(ConversationStores.builder(ConversationStores.CONVERSATIONS), CORE);
        topology.addStateStore(ConversationStores.builder(ConversationStores.DUE), CORE);
        sink(topology, MODEL_TURNS_SINK, Topic.PLANNER_MODEL_TURNS, CORE);
        sink(topology, TOOL_REQUESTS_SINK, Topic.TOOL_REQUESTS, CORE);
        sink(topology, ANSWERS_SINK, Topic.ANSWERS, CORE);
        for (Topic topic : Set.of(Topic.PROMPTS, Topic.PLANNER_COMMANDS, Topic.REJECTED_CALLS)) {
            topology.addSink(deadLetterSink("core", topic), topic.deadLetters(), WRITE, WRITE, CORE);
        }
        return topology;
    }

    static String deadLetterSink(String part, Topic topic) {
        return part + "-dead-letters-" + name(topic);
    }

    private static void intake(Topology topology, PlannerMetrics metrics, Topic topic) {
        source(topology, topic);
        topology.addProcessor(intakeOf(topic), () -> new IntakeProcessor(topic, metrics), sourceOf(topic));
        topology.addSink(deadLetterSink("intake", topic), topic.deadLetters(), WRITE, WRITE, intakeOf(topic));
    }

    private static void source(Topology topology, Topic topic) {
        topology.addSource(sourceOf(topic), READ, READ, topic.topicName());
    }

    private static void sink(Topology topology, String name, Topic topic, String... parents) {
        topology.addSink(name, topic.topicName(), WRITE, WRITE, byConversation(), parents);
    }

    private static StreamPartitioner<byte[], byte[]> byConversation() {
        return (topic, key, value, partitions) ->
                Optional.of(Set.of(Partitions.of(new ConversationId(new String(key, StandardCharsets.UTF_8)))));
    }

    private static String sourceOf(Topic topic) {
        return "from-" + name(topic);
    }

    private static String intakeOf(Topic topic) {
        return "intake-" + name(topic);
    }

    private static String name(Topic topic) {
        return topic.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

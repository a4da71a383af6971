package dev.countersign.approval.gate.topology;

import dev.countersign.contract.topic.Topic;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * Two parts that meet on {@code approval-commands}: intake, which puts what outsiders write where its conversation
 * lies, and the core, which remembers and decides.
 */
final class GateTopology {

    static final String INTAKE_COMMANDS = "intake-commands";
    /** The sink for control changes that the gate itself makes. */
    static final String TO_EVERY_PARTITION = "to-every-partition";

    private static final String CORE = "gate";
    static final List<Topic> TAKEN_IN = List.of(Topic.TOOL_REQUESTS, Topic.TOOL_RESULTS);
    private static final List<Topic> WRITTEN = List.of(
            Topic.APPROVED_CALLS, Topic.REJECTED_CALLS, Topic.TOOL_RESULTS, Topic.APPROVALS, Topic.APPROVAL_OUTCOMES);
    private static final List<Topic> REFUSED_BY_CORE =
            List.of(Topic.APPROVAL_COMMANDS, Topic.TOOL_REQUESTS, Topic.TOOL_RESULTS);

    private GateTopology() {}

    static Topology of(GateParts parts) {
        Topology topology = new Topology();
        addIntake(topology, parts.metrics());
        addCore(topology, parts);
        return topology;
    }

    /** The name of intake's sink for what it cannot read of a topic. */
    static String intakeDeadLetters(Topic topic) {
        return "intake-" + topic.deadLetters();
    }

    /** The name of the core's sink for what it cannot accept of a topic. */
    static String coreDeadLetters(Topic topic) {
        return "gate-" + topic.deadLetters();
    }

    private static void addIntake(Topology topology, GateMetrics metrics) {
        for (Topic topic : TAKEN_IN) {
            addSource(topology, topic);
            topology.addProcessor(intake(topic), () -> new IntakeProcessor(topic, metrics), source(topic));
            addDeadLetters(topology, intakeDeadLetters(topic), topic, intake(topic));
        }
        topology.addSink(
                INTAKE_COMMANDS,
                Topic.APPROVAL_COMMANDS.topicName(),
                bytes(),
                bytes(),
                new ByConversation(),
                TAKEN_IN.stream().map(GateTopology::intake).toArray(String[]::new));
    }

    private static void addCore(Topology topology, GateParts parts) {
        addSource(topology, Topic.APPROVAL_COMMANDS);
        topology.addProcessor(CORE, () -> new GateProcessor(parts), source(Topic.APPROVAL_COMMANDS));
        topology.addStateStore(GateStores.builder(GateStores.TURNS), CORE);
        topology.addStateStore(GateStores.builder(GateStores.CALLS), CORE);
        topology.addStateStore(GateStores.builder(GateStores.DUE), CORE);
        topology.addStateStore(GateStores.builder(GateStores.ENDED), CORE);
        topology.addStateStore(GateStores.builder(ControlStore.NAME), CORE);
        topology.addStateStore(GateStores.builder(RefusalStore.NAME), CORE);
        topology.addStateStore(GateStores.builder(ReleasedStore.NAME), CORE);
        for (Topic topic : WRITTEN) {
            topology.addSink(sink(topic), topic.topicName(), bytes(), bytes(), new ByConversation(), CORE);
        }
        for (Topic topic : REFUSED_BY_CORE) {
            addDeadLetters(topology, coreDeadLetters(topic), topic, CORE);
        }
        addControlSinks(topology);
    }

    /** What holds is said in the partition in which it holds; a grant that was made is to hold in all. */
    private static void addControlSinks(Topology topology) {
        for (Topic topic : List.of(Topic.APPROVAL_CONTROLS, Topic.APPROVAL_OUTCOMES)) {
            for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
                Set<Integer> here = Set.of(partition);
                topology.addSink(
                        sinkAt(topic, partition),
                        topic.topicName(),
                        bytes(),
                        bytes(),
                        (name, key, value, partitions) -> Optional.of(here),
                        CORE);
            }
        }
        Set<Integer> everywhere = IntStream.range(0, Topic.PARTITIONS).boxed().collect(Collectors.toUnmodifiableSet());
        topology.addSink(
                TO_EVERY_PARTITION,
                Topic.APPROVAL_COMMANDS.topicName(),
                bytes(),
                bytes(),
                (name, key, value, partitions) -> Optional.of(everywhere),
                CORE);
    }

    private static void addSource(Topology topology, Topic topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                source(topic),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic.topicName());
    }

    private static void addDeadLetters(Topology topology, String name, Topic topic, String parent) {
        topology.addSink(name, topic.deadLetters(), bytes(), bytes(), parent);
    }

    private static Serializer<byte[]> bytes() {
        return new ByteArraySerializer();
    }

    private static String intake(Topic topic) {
        return "intake-" + topic.topicName();
    }

    private static String source(Topic topic) {
        return "from-" + topic.topicName();
    }

    /** The name of the sink into one partition of a topic. */
    static String sinkAt(Topic topic, int partition) {
        return sink(topic) + "-" + partition;
    }

    static String sink(Topic topic) {
        return "to-" + topic.topicName();
    }
}

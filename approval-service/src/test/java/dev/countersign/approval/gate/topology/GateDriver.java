package dev.countersign.approval.gate.topology;

import dev.countersign.approval.command.CommandRecord;
import dev.countersign.approval.command.ControlOutcomeRecord;
import dev.countersign.approval.command.ControlRecord;
import dev.countersign.approval.command.OutcomeRecord;
import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.gate.CommandId;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.SeenCall;
import dev.countersign.approval.gate.Voter;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.catalog.ToolOwner;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.trust.KeyPairs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The gate's topology without a broker: what goes in, what comes out, and a clock that the test moves. */
final class GateDriver implements AutoCloseable {

    static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final KeyPairs keys;
    private final Catalog catalog;
    private final TopologyTestDriver driver;
    private final Map<String, TestOutputTopic<byte[], byte[]>> outputs = new HashMap<>();
    private long catalogOffset;
    private Instant now = START;
    private Duration perLook = Duration.ZERO;

    GateDriver(Path dir) {
        keys = new KeyPairs(dir.resolve("keys"));
        keys.createMissing();
        catalog = new Catalog(List.of(new ToolOwner(
                Tools.EXECUTOR, TrustedKeys.load(keys.executorPublic(), KeyPairs.EXECUTOR_KID), List.of("*"))));
        GateParts parts = new GateParts(
                catalog,
                GateStack.policy(),
                SigningKey.load(keys.gate(), KeyPairs.GATE_KID),
                (request, time) -> false,
                GateStack.TERMS,
                new GateMetrics(new SimpleMeterRegistry()),
                this::look);
        Properties settings = StreamsSettings.of(
                new InstanceConfig("gate-0", dir.resolve("state"), 1, Map.of("bootstrap.servers", "unused:9092")));
        driver = new TopologyTestDriver(GateTopology.of(parts), settings, START);
        offer(Tools.COUNT_EMAILS);
    }

    KeyPairs keys() {
        return keys;
    }

    void offer(CatalogEntry entry) {
        ProducerRecord<byte[], byte[]> sent = Tools.announcement(entry, keys);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(sent.topic(), 0, catalogOffset++, sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        if (catalog.accept(record).isPresent()) {
            throw new IllegalStateException("the catalogue ignores the tool");
        }
    }

    void withdrawTool(String name) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("tool-catalog", 0, catalogOffset++, key, null);
        EventHeaders.put(
                record.headers(),
                EventHeaders.SIGNATURE,
                SigningKey.load(keys.executor(), KeyPairs.EXECUTOR_KID).sign(SignedKind.CATALOG_WITHDRAWAL, key));
        if (catalog.accept(record).isPresent()) {
            throw new IllegalStateException("the catalogue ignores the withdrawal");
        }
    }

    private Instant look() {
        now = now.plus(perLook);
        return now;
    }

    /** From now on so much time passes from one look at the clock to the next. */
    void work(Duration perLook) {
        this.perLook = perLook;
    }

    /** Moves the clock; the gate notices what is due. */
    void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    void request(String json) {
        send(Topic.TOOL_REQUESTS, null, json.getBytes(StandardCharsets.UTF_8), new RecordHeaders());
    }

    void withdraw(String conversation, String call) {
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.TYPE, EventType.TOOL_REQUEST_WITHDRAWN.typeName());
        String json = "{\"conversationId\":\"" + conversation + "\",\"callId\":\"" + call + "\"}";
        send(Topic.TOOL_REQUESTS, null, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    void result(ToolResult result) {
        send(Topic.TOOL_RESULTS, null, JsonCodec.write(result), new RecordHeaders());
    }

    void send(Topic topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        TestInputTopic<byte[], byte[]> input =
                driver.createInputTopic(topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        input.pipeInput(new TestRecord<>(key, value, headers, now));
    }

    GateOutcome decide(String person, Verb verb, Approval shown) {
        return ask(GateCommand.DecideCall.of(
                new CommandId(UUID.randomUUID()),
                new Voter(person, Set.of(), false, "web"),
                shown.conversationId(),
                new SeenCall(
                        shown.callId(),
                        shown.argumentsDigest(),
                        shown.toolDigest().orElseThrow()),
                verb));
    }

    /** Sends a control change to the one partition that there is; tells what comes of it. */
    ControlOutcome control(ControlCommand command) {
        return control(ControlRecord.write(command));
    }

    ControlOutcome control(byte[] value) {
        sendControl(value);
        List<ControlOutcome> outcomes = controlOutcomes();
        if (outcomes.size() != 1) {
            throw new AssertionError("exactly one outcome, not " + outcomes);
        }
        return outcomes.getFirst();
    }

    void sendControl(byte @Nullable [] value) {
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.TYPE, EventType.GATE_CONTROL.typeName());
        send(Topic.APPROVAL_COMMANDS, "control".getBytes(StandardCharsets.UTF_8), value, headers);
    }

    /** What came of control changes since it was last looked at; outcomes of other commands are passed over. */
    List<ControlOutcome> controlOutcomes() {
        return drain(Topic.APPROVAL_OUTCOMES.topicName()).stream()
                .filter(record -> EventHeaders.text(record.headers(), EventHeaders.TYPE)
                        .filter(EventType.GATE_CONTROL.typeName()::equals)
                        .isPresent())
                .map(record -> {
                    try {
                        return ControlOutcomeRecord.read(record.value());
                    } catch (UnreadableException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    /** What holds, by key, as it was said since it was last looked at; a tombstone is an empty one. */
    Map<String, Optional<String>> controls() {
        Map<String, Optional<String>> controls = new HashMap<>();
        for (TestRecord<byte[], byte[]> record : drain(Topic.APPROVAL_CONTROLS.topicName())) {
            controls.put(
                    new String(record.key(), StandardCharsets.UTF_8),
                    Optional.ofNullable(record.value()).map(value -> new String(value, StandardCharsets.UTF_8)));
        }
        return controls;
    }

    GateOutcome ask(GateCommand.Asked command) {
        byte[] key = command.conversationId().value().getBytes(StandardCharsets.UTF_8);
        send(Topic.APPROVAL_COMMANDS, key, CommandRecord.write(command), new RecordHeaders());
        List<GateOutcome> outcomes = drain(Topic.APPROVAL_OUTCOMES.topicName()).stream()
                .filter(record -> EventHeaders.text(record.headers(), EventHeaders.TYPE)
                        .filter(EventType.GATE_OUTCOME.typeName()::equals)
                        .isPresent())
                .map(record -> {
                    try {
                        return OutcomeRecord.read(record.value());
                    } catch (UnreadableException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
        if (outcomes.size() != 1) {
            throw new AssertionError("exactly one outcome, not " + outcomes);
        }
        return outcomes.getFirst();
    }

    /** Everything written to a topic since it was last looked at. */
    List<TestRecord<byte[], byte[]>> drain(String topic) {
        return outputs.computeIfAbsent(
                        topic,
                        name -> driver.createOutputTopic(
                                name, new ByteArrayDeserializer(), new ByteArrayDeserializer()))
                .readRecordsToList();
    }

    /** The cards written since they were last looked at, the newest of each call; a tombstone is an empty one. */
    Map<CallKey, Optional<Approval>> cards() {
        Map<CallKey, Optional<Approval>> cards = new HashMap<>();
        for (TestRecord<byte[], byte[]> record : drain(Topic.APPROVALS.topicName())) {
            CallKey key = CallKey.parse(new String(record.key(), StandardCharsets.UTF_8));
            cards.put(key, record.value() == null ? Optional.empty() : Optional.of(read(record, Approval.class)));
        }
        return cards;
    }

    Approval card(String conversationAndCall) {
        return cards().get(CallKey.parse(conversationAndCall)).orElseThrow();
    }

    List<RejectedCall> rejected() {
        return drain(Topic.REJECTED_CALLS.topicName()).stream()
                .map(record -> read(record, RejectedCall.class))
                .toList();
    }

    /** The reasons of the dead letters of a topic since they were last looked at. */
    List<String> deadLetters(Topic topic) {
        return drain(topic.deadLetters()).stream()
                .map(record ->
                        EventHeaders.text(record.headers(), DeadLetter.REASON).orElseThrow())
                .toList();
    }

    static <T> T read(TestRecord<byte[], byte[]> record, Class<T> type) {
        try {
            return JsonCodec.read(record.value(), type);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    /** An entry of the index of what is due. */
    void addDue(String key) {
        driver.<String, byte[]>getKeyValueStore(GateStores.DUE)
                .put(key, key.substring(key.indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8));
    }

    /** How many entries a store has. */
    long entries(String store) {
        try (var all = driver.<String, byte[]>getKeyValueStore(store).all()) {
            long count = 0;
            while (all.hasNext()) {
                all.next();
                count++;
            }
            return count;
        }
    }

    /** The bytes of the largest value of a store. */
    long largest(String store) {
        try (var all = driver.<String, byte[]>getKeyValueStore(store).all()) {
            long largest = 0;
            while (all.hasNext()) {
                largest = Math.max(largest, all.next().value.length);
            }
            return largest;
        }
    }

    @Override
    public void close() {
        driver.close();
    }
}

package dev.countersign.approval.gate.topology;

import dev.countersign.approval.command.GateCommandSender;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.Terms;
import dev.countersign.approval.identity.RequesterProofs;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.policy.PolicyFile;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.catalog.ToolOwner;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.signing.TrustedKeys;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.broker.TestBroker;
import dev.countersign.local.broker.TopicCreation;
import dev.countersign.local.trust.KeyPairs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real broker with all topics and keys, and as many instances of the gate as a test wants. */
final class GateStack implements AutoCloseable {

    static final Duration BOUND = Duration.ofSeconds(60);
    static final Terms TERMS = new Terms(Duration.ofHours(24), Duration.ofHours(1), Terms.SILENCE, Terms.RETENTION);

    /** One instance: the gate and its commands. */
    record Instance(GateStreams gate, GateCommandSender sender) implements AutoCloseable {

        GateOutcome ask(GateCommand.Asked command) {
            return sender.send(command)
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }

        /** May be called twice. */
        @Override
        public void close() {
            sender.close();
            gate.close();
        }
    }

    private final Path dir;
    private final TestBroker broker;
    private final KeyPairs keys;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Instance> instances = new CopyOnWriteArrayList<>();

    private GateStack(Path dir, TestBroker broker, KeyPairs keys) {
        this.dir = dir;
        this.broker = broker;
        this.keys = keys;
        ByteArraySerializer bytes = new ByteArraySerializer();
        producer = new KafkaProducer<>(ClientSettings.producer(connection()), bytes, bytes);
    }

    static GateStack start(Path dir) {
        TestBroker broker = TestBroker.start(dir.resolve("broker"));
        TopicCreation.run(broker.bootstrapServers());
        KeyPairs keys = new KeyPairs(dir.resolve("keys"));
        keys.createMissing();
        return new GateStack(dir, broker, keys);
    }

    KeyPairs keys() {
        return keys;
    }

    Map<String, Object> connection() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    Instance instance(String name) {
        return instance(name, TERMS);
    }

    /** Starts an instance; returns when it runs. */
    Instance instance(String name, Terms terms) {
        return instance(name, terms, policy());
    }

    /** Starts an instance with a policy of its own; returns when it runs. */
    Instance instance(String name, Terms terms, PolicyBook policies) {
        SigningKey key = SigningKey.load(keys.gate(), KeyPairs.GATE_KID);
        InstanceConfig config = new InstanceConfig(name, dir.resolve("state-" + name), 1, connection());
        ToolOwner owner = new ToolOwner(
                Tools.EXECUTOR, TrustedKeys.load(keys.executorPublic(), KeyPairs.EXECUTOR_KID), List.of("*"));
        GateStreams gate = new GateStreams(
                config,
                new Catalog(List.of(owner)),
                policies,
                key,
                new RequesterProofs(key),
                terms,
                new SimpleMeterRegistry());
        gate.start();
        Instance instance = new Instance(gate, new GateCommandSender(config));
        instances.add(instance);
        Awaitility.await().atMost(BOUND).until(gate::isRunning);
        return instance;
    }

    /** Everything is held, for one person, who may be the one who asked. */
    static PolicyBook policy() {
        String text = "version: 1\ndefaults: {requesterMustDiffer: false}\nrules: []\n";
        return new PolicyBook(PolicyFile.parse(text.getBytes(StandardCharsets.UTF_8), "policy.yaml"));
    }

    void offer(CatalogEntry... entries) {
        for (CatalogEntry entry : entries) {
            send(Tools.announcement(entry, keys));
        }
    }

    void send(Topic topic, @Nullable String key, String value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        send(new ProducerRecord<>(topic.topicName(), keyBytes, value.getBytes(StandardCharsets.UTF_8)));
    }

    void send(Topic topic, Headers headers, byte[] value) {
        send(new ProducerRecord<>(topic.topicName(), null, null, null, value, headers));
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a topic from its beginning until a record is there that the test looks for. */
    ConsumerRecord<byte[], byte[]> await(String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return awaitAll(topic, 1, wanted).getFirst();
    }

    /** Reads a topic from its beginning until so many records are there that the test looks for. */
    List<ConsumerRecord<byte[], byte[]>> awaitAll(
            String topic, int count, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return read(topic, wanted, (consumer, found) -> found >= count);
    }

    /** All committed records of a topic, as far as it reaches now. */
    List<ConsumerRecord<byte[], byte[]>> all(String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        return read(
                topic,
                wanted,
                (consumer, found) -> consumer.endOffsets(consumer.assignment()).entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue()));
    }

    private List<ConsumerRecord<byte[], byte[]>> read(
            String topic,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted,
            BiPredicate<KafkaConsumer<byte[], byte[]>, Integer> enough) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(ClientSettings.consumer(connection()), bytes, bytes)) {
            List<TopicPartition> partitions = IntStream.range(0, Topic.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(BOUND).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (wanted.test(record)) {
                        found.add(record);
                    }
                });
                return enough.test(consumer, found.size());
            });
        }
        return found;
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
        producer.close();
        broker.close();
    }
}

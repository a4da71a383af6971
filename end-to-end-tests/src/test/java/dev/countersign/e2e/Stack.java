package dev.countersign.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.launch.LocalStack;
import dev.countersign.local.launch.ServiceKind;
import dev.countersign.local.launch.ServiceProcess;
import dev.countersign.local.launch.StackConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The packaged services on a real broker in a temporary folder, with a scripted model, seen from outside. */
final class Stack implements AutoCloseable {
    static final Path CHECKOUT = Path.of(System.getProperty("countersign.checkout", ".."));
    static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Path folder;
    private final ScriptedModel model;
    private final LocalStack services;
    private final TopicRecords records;
    private final KafkaProducer<byte[], byte[]> producer;

    private Stack(Path folder, ScriptedModel model, LocalStack services) {
        this.folder = folder;
        this.model = model;
        this.services = services;
        this.records = TopicRecords.follow(services.bootstrapServers());
        this.producer = new KafkaProducer<>(
                ClientSettings.producer(Map.of("bootstrap.servers", services.bootstrapServers())),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static Stack start() {
        return start(config -> config);
    }

    /** Starts one of everything, with settings of its own. */
    static Stack start(UnaryOperator<StackConfig> settings) {
        try {
            Path folder = Files.createTempDirectory("countersign-e2e-");
            ScriptedModel model = ScriptedModel.start();
            StackConfig config =
                    settings.apply(StackConfig.forTest(CHECKOUT, folder.resolve("data"), model.endpoint()));
            return new Stack(folder, model, LocalStack.startAll(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one of everything under a policy. */
    static Stack startUnder(String policy) {
        return start(config -> {
            write(config.data().policyFile(), policy);
            return config;
        });
    }

    /** Puts another policy into the file that the running gate watches. */
    void changePolicy(String policy) {
        write(services.data().policyFile(), policy);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LocalStack services() {
        return services;
    }

    ServiceProcess planner() {
        return services.planner();
    }

    ServiceProcess approval() {
        return services.approval();
    }

    ServiceProcess executor() {
        return services.executor();
    }

    ServiceProcess secondApproval() {
        return services.add(ServiceKind.APPROVAL).start().awaitReady();
    }

    ScriptedModel model() {
        return model;
    }

    TopicRecords records() {
        return records;
    }

    String bootstrapServers() {
        return services.bootstrapServers();
    }

    /** A name that nothing else in this stack has. */
    static String fresh(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    Person person(String name) {
        return person(name, approval());
    }

    Person person(String name, ServiceProcess instance) {
        return new Person(instance.url(), Optional.of(token(name)));
    }

    Person nobody() {
        return new Person(approval().url(), Optional.empty());
    }

    private String token(String name) {
        for (JsonNode person : Json.read(readPeople())) {
            if (person.path("name").asText().equals(name)) {
                return person.path("token").asText();
            }
        }
        throw new AssertionError("nobody named " + name);
    }

    private String readPeople() {
        try {
            return Files.readString(services.data().peopleFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a prompt on the topic as Java producers do, and says in which conversation. */
    String ask(String prompt, String... moreFields) {
        String conversation = fresh("conversation");
        askIn(conversation, prompt, moreFields);
        return conversation;
    }

    void askIn(String conversation, String prompt, String... moreFields) {
        String more = moreFields.length == 0 ? "" : "," + String.join(",", moreFields);
        produce(
                Topic.PROMPTS.topicName(),
                conversation,
                "{\"prompt\":%s,\"conversationId\":\"%s\"%s}".formatted(Json.text(prompt), conversation, more));
    }

    void produce(String topic, String key, String value) {
        produce(new ProducerRecord<>(
                topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
    }

    void produce(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("not produced to " + record.topic(), e);
        }
    }

    /** The answer to the only prompt of a conversation, now or within the bound. */
    JsonNode awaitAnswer(String conversation, Duration bound) {
        return Json.read(TopicRecords.text(records.await(
                Topic.ANSWERS.topicName(), bound, record -> conversation(record).equals(conversation))));
    }

    /** The result of a call, now or within the bound. */
    JsonNode awaitResult(String conversation, String call, Duration bound) {
        return Json.read(TopicRecords.text(records.await(
                Topic.TOOL_RESULTS.topicName(),
                bound,
                record -> TopicRecords.isResult(record) && isOf(record, conversation, call))));
    }

    /** The results of a conversation's calls so far. */
    List<JsonNode> results(String conversation) {
        return records
                .all(
                        Topic.TOOL_RESULTS.topicName(),
                        record -> TopicRecords.isResult(record)
                                && conversation(record).equals(conversation))
                .stream()
                .map(record -> Json.read(TopicRecords.text(record)))
                .toList();
    }

    /** Everything on a topic about a call so far. */
    List<JsonNode> about(Topic topic, String conversation, String call) {
        return records.all(topic.topicName(), record -> isOf(record, conversation, call)).stream()
                .map(record -> Json.read(TopicRecords.text(record)))
                .toList();
    }

    /** Everything on a topic about a conversation so far. */
    List<JsonNode> about(Topic topic, String conversation) {
        return records.all(topic.topicName(), record -> conversation(record).equals(conversation)).stream()
                .map(record -> Json.read(TopicRecords.text(record)))
                .toList();
    }

    static boolean isOf(ConsumerRecord<byte[], byte[]> record, String conversation, String call) {
        return conversation(record).equals(conversation)
                && Json.member(TopicRecords.text(record), "callId").equals(call);
    }

    static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    static String conversation(ConsumerRecord<byte[], byte[]> record) {
        return Json.member(TopicRecords.text(record), "conversationId");
    }

    /** The mails that were delivered, by file. */
    List<String> mails() {
        try (Stream<Path> files = Files.walk(services.data().mailbox())) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .map(Stack::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        try (model) {
            records.close();
            producer.close(Duration.ofSeconds(5));
            services.close();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}

package dev.countersign.approval;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.trust.KeyPairs;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** An executor that offers tools and an agent that proposes calls, over the real broker. */
@Singleton
public class Outsiders {
    public static final ToolName SEND = new ToolName("send_email");
    public static final String REQUESTER = "alice";
    public static final String PROMPT = "Send sally@gmail.com an email saying 'What's up homie'";

    private final KafkaProducer<byte[], byte[]> producer;
    private final SigningKey key;

    @Inject
    Outsiders(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "test.executor.key-file") Path keyFile) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        this.producer = new KafkaProducer<>(
                ClientSettings.producer(Map.of("bootstrap.servers", bootstrapServers)), bytes, bytes);
        this.key = SigningKey.load(keyFile, KeyPairs.EXECUTOR_KID);
    }

    /** A conversation that no other test uses. */
    public static ConversationId newConversation() {
        return new ConversationId("c-" + UUID.randomUUID());
    }

    public void offerSendEmail() {
        offer(SEND);
    }

    /** Offers a tool that is all that {@code send_email} is, under another name. */
    public void offer(ToolName name) {
        offer(new CatalogEntry(
                name,
                "Sends an e-mail. It really goes out.",
                json(
                        "{\"type\":\"object\",\"properties\":{\"message\":{\"type\":\"string\"},\"recipient\":{\"type\":\"string\"}}}"),
                new CatalogEntry.Annotations(false, true, false, true),
                Duration.ofSeconds(5),
                0,
                ApprovalStack.EXECUTOR));
    }

    public void offer(CatalogEntry entry) {
        byte[] value = JsonCodec.write(entry);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.TOOL_CATALOG.topicName(), bytes(entry.name().value()), value);
        EventHeaders.put(record.headers(), EventHeaders.SIGNATURE, key.sign(SignedKind.CATALOG_ENTRY, value));
        send(record);
    }

    public void propose(ConversationId conversation, String call, String arguments) {
        propose(request(conversation, call, Optional.empty(), arguments));
    }

    public void propose(ToolRequest request) {
        send(new ProducerRecord<>(
                Topic.TOOL_REQUESTS.topicName(), bytes(request.conversationId().value()), JsonCodec.write(request)));
    }

    /** Reports a result, as the executor does that the call was released to. */
    public void report(ToolResult result) {
        send(new ProducerRecord<>(
                Topic.TOOL_RESULTS.topicName(), bytes(result.conversationId().value()), JsonCodec.write(result)));
    }

    /** The result of a call whose executor was not heard of again. */
    public static ToolResult unknown(ToolName tool, ConversationId conversation, String call) {
        return result(
                tool,
                conversation,
                call,
                ToolResult.Status.UNKNOWN,
                Optional.empty(),
                Optional.of("started and never heard of again; it may have run"));
    }

    /** What became of a call in the end, when another outcome had been given. */
    public static ToolResult late(ToolName tool, ConversationId conversation, String call, String output) {
        return result(
                tool, conversation, call, ToolResult.Status.SUCCEEDED, Optional.of(json(output)), Optional.empty());
    }

    private static ToolResult result(
            ToolName tool,
            ConversationId conversation,
            String call,
            ToolResult.Status status,
            Optional<CanonicalJson> output,
            Optional<String> error) {
        Instant now = Instant.now();
        return new ToolResult(
                new CallId(call),
                conversation,
                Optional.empty(),
                tool,
                status,
                output,
                error,
                Optional.empty(),
                Optional.of(now.minusSeconds(5)),
                now,
                1,
                status != ToolResult.Status.UNKNOWN,
                Optional.of(ApprovalStack.EXECUTOR),
                Optional.of("executor-service-0"));
    }

    public static ToolRequest request(ConversationId conversation, String call, Optional<Turn> turn, String arguments) {
        return request(SEND, conversation, call, turn, arguments, Optional.empty());
    }

    /** A call that alice asked for, as she says herself or, with a proof, as somebody knows. */
    public static ToolRequest request(
            ToolName tool,
            ConversationId conversation,
            String call,
            Optional<Turn> turn,
            String arguments,
            Optional<String> proof) {
        return new ToolRequest(
                new CallId(call),
                conversation,
                Optional.empty(),
                turn,
                tool,
                json(arguments),
                Optional.of(REQUESTER),
                proof,
                Optional.of(PROMPT),
                Optional.of("countersign-offline-1"),
                turn.map(place -> GateMode.TURN),
                Optional.empty());
    }

    public static Turn turn(String id, int index, int size) {
        return new Turn(new TurnId(id), index, size);
    }

    public static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @PreDestroy
    void close() {
        producer.close();
    }
}

package dev.countersign.executor.execution;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Partitions;
import dev.countersign.contract.topic.Topic;
import dev.countersign.executor.tool.OfferedTool;
import dev.countersign.executor.tool.ToolRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Approves whatever a test wants approved, as the gate does. */
public record Gate(SigningKey key, ToolRegistry tools) {

    public ApprovedCall call(String conversation, String call, String tool, String arguments) {
        return call(conversation, call, tool, arguments, Duration.ofHours(1));
    }

    public ApprovedCall call(String conversation, String call, String tool, String arguments, Duration validity) {
        Instant now = Instant.now();
        CanonicalJson json = json(arguments);
        ToolName name = new ToolName(tool);
        return new ApprovedCall(
                new CallId(call),
                new ConversationId(conversation),
                Optional.empty(),
                Optional.empty(),
                name,
                json,
                json.digest(),
                false,
                Optional.empty(),
                "executor-service",
                digest(name),
                List.of(new Decider("bob", now, "web")),
                "default",
                Digest.ofText("policy"),
                now.minus(Duration.ofMinutes(1)),
                now.plus(validity));
    }

    /** The call with other arguments, as after an edit. */
    public ApprovedCall edited(ApprovedCall call, String arguments) {
        CanonicalJson json = json(arguments);
        return new ApprovedCall(
                call.callId(),
                call.conversationId(),
                call.promptId(),
                call.turn(),
                call.tool(),
                json,
                json.digest(),
                true,
                Optional.of(call.arguments()),
                call.executor(),
                call.toolDigest(),
                call.approvedBy(),
                call.rule(),
                call.policyVersion(),
                call.decidedAt(),
                call.notAfter());
    }

    /** The record as the gate writes it. */
    public ProducerRecord<byte[], byte[]> record(ApprovedCall call) {
        byte[] value = JsonCodec.write(call);
        RecordHeaders headers = new RecordHeaders();
        EventHeaders.put(headers, EventHeaders.SIGNATURE, key.sign(SignedKind.APPROVED_CALL, value));
        EventHeaders.put(headers, EventHeaders.TRACEPARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        return new ProducerRecord<>(
                Topic.APPROVED_CALLS.topicName(),
                Partitions.of(call.conversationId()),
                call.conversationId().value().getBytes(StandardCharsets.UTF_8),
                value,
                headers);
    }

    static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private Digest digest(ToolName name) {
        return tools.lookup(name) instanceof ToolRegistry.Lookup.Offered(OfferedTool tool)
                ? tool.digest()
                : Digest.ofText("gone");
    }
}

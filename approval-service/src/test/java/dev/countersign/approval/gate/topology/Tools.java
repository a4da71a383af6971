package dev.countersign.approval.gate.topology;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.signing.SignedKind;
import dev.countersign.contract.signing.SigningKey;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import dev.countersign.local.trust.KeyPairs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The tools that the tests call, as their executor announces them. */
final class Tools {

    static final String EXECUTOR = "executor-service";
    static final CatalogEntry COUNT_EMAILS = tool("count_emails", "Counts the mails of the last days.", "last_n_days");

    private Tools() {}

    static CatalogEntry tool(String name, String description, String integerArgument) {
        String schema = "{\"type\":\"object\",\"properties\":{\"" + integerArgument
                + "\":{\"type\":\"integer\"}},\"required\":[\"" + integerArgument + "\"]}";
        return new CatalogEntry(
                new ToolName(name),
                description,
                json(schema),
                CatalogEntry.Annotations.UNKNOWN,
                Duration.ofSeconds(5),
                0,
                EXECUTOR);
    }

    static CanonicalJson json(String text) {
        try {
            return CanonicalJson.parse(text);
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static ToolResult result(String conversation, String call, String output) {
        return new ToolResult(
                new CallId(call),
                new ConversationId(conversation),
                Optional.empty(),
                COUNT_EMAILS.name(),
                ToolResult.Status.SUCCEEDED,
                Optional.of(CanonicalJson.ofValue(output)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                GateDriver.START,
                1,
                false,
                Optional.of(EXECUTOR),
                Optional.empty());
    }

    static ProducerRecord<byte[], byte[]> announcement(CatalogEntry entry, KeyPairs keys) {
        SigningKey key = SigningKey.load(keys.executor(), KeyPairs.EXECUTOR_KID);
        byte[] value = JsonCodec.write(entry);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.TOOL_CATALOG.topicName(), 0, entry.name().value().getBytes(StandardCharsets.UTF_8), value);
        EventHeaders.put(record.headers(), EventHeaders.SIGNATURE, key.sign(SignedKind.CATALOG_ENTRY, value));
        return record;
    }
}

package dev.countersign.approval.prompt;

import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes prompts to {@code prompts}. */
@ApplicationScoped
class PromptWriter {
    /** After it a write that the broker has not acknowledged has failed, as far as anybody can tell. */
    static final Duration BOUND = Duration.ofSeconds(10);

    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;

    @Inject
    PromptWriter(InstanceConfig instance) {
        Map<String, Object> settings = new HashMap<>(ClientSettings.producer(instance.connection()));
        int millis = (int) BOUND.toMillis();
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        ByteArraySerializer bytes = new ByteArraySerializer();
        this.producer = new KafkaProducer<>(settings, bytes, bytes);
    }

    /** Writes a prompt whose ids are resolved; done when the broker has acknowledged it. */
    Future<RecordMetadata> write(byte[] value, Prompt prompt, Optional<String> traceparent, Instant at) {
        ConversationId conversation = prompt.conversationId().orElseThrow();
        String id = EventType.PROMPT.typeName() + "/" + conversation + "/"
                + prompt.promptId().orElseThrow();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topic.PROMPTS.topicName(), conversation.value().getBytes(StandardCharsets.UTF_8), value);
        EventHeaders.ofConversation(EventType.PROMPT, id, conversation, Party.APPROVAL, at)
                .forEach(record.headers()::add);
        Headers given = new RecordHeaders();
        traceparent.ifPresent(trace -> EventHeaders.put(given, EventHeaders.TRACEPARENT, trace));
        EventHeaders.copyTrace(given, record.headers());
        return producer.send(record);
    }

    static byte[] bytes(Prompt prompt) {
        return JsonCodec.write(prompt);
    }

    @PreDestroy
    void close() {
        producer.close(CLOSE_BOUND);
    }
}

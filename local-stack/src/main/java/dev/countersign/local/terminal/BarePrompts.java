package dev.countersign.local.terminal;

import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts prompts on the topic as any producer may: who asks is a claim. */
record BarePrompts(String bootstrapServers) implements PromptSender {

    private static final Duration BOUND = Duration.ofSeconds(30);

    @Override
    public void send(Prompt prompt) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        Map<String, Object> settings = ClientSettings.producer(Map.of("bootstrap.servers", bootstrapServers));
        try (var producer = new KafkaProducer<>(settings, bytes, bytes)) {
            producer.send(record(prompt)).get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("the broker did not take the prompt", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Prompt prompt) {
        ConversationId conversation = prompt.conversationId().orElseThrow();
        byte[] key = conversation.value().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topic.PROMPTS.topicName(), key, JsonCodec.write(prompt));
        String id = prompt.promptId().orElseThrow().value();
        EventHeaders.ofConversation(EventType.PROMPT, id, conversation, Party.ANYONE, Instant.now())
                .forEach(record.headers()::add);
        return record;
    }
}

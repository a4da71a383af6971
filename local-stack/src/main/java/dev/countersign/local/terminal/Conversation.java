package dev.countersign.local.terminal;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Party;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One prompt, put on {@code prompts}, and the wait for its answer on {@code answers}. */
final class Conversation implements AutoCloseable {

    private static final Duration BROKER_BOUND = Duration.ofSeconds(30);

    private final Map<String, Object> connection;
    private final ConversationId conversation;
    private final PromptId prompt;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final TopicTail answers;

    private Conversation(String bootstrapServers, ConversationId conversation, PromptId prompt) {
        this.connection = Map.of("bootstrap.servers", bootstrapServers);
        this.conversation = conversation;
        this.prompt = prompt;
        this.answers = TopicTail.start(connection, Topic.ANSWERS, TopicTail.From.END, this::take);
    }

    /** Follows the answers first, then asks: an answer cannot be missed. */
    static Conversation ask(String bootstrapServers, ConversationId id, PromptId promptId, Prompt prompt) {
        Conversation conversation = new Conversation(bootstrapServers, id, promptId);
        try {
            within(BROKER_BOUND, conversation.answers.caughtUp());
            conversation.send(prompt);
            return conversation;
        } catch (RuntimeException failed) {
            conversation.close();
            throw failed;
        }
    }

    ConversationId id() {
        return conversation;
    }

    /** The answer, if it comes within a time. */
    Optional<Answer> answerWithin(Duration time) {
        try {
            return Optional.of(answer.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException notYet) {
            answers.failure().ifPresent(failure -> {
                throw new IllegalStateException("cannot follow the answers", failure);
            });
            return Optional.empty();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        answers.close();
    }

    private void send(Prompt text) {
        ByteArraySerializer bytes = new ByteArraySerializer();
        try (var producer = new KafkaProducer<>(ClientSettings.producer(connection), bytes, bytes)) {
            byte[] key = conversation.value().getBytes(StandardCharsets.UTF_8);
            ProducerRecord<byte[], byte[]> sent =
                    new ProducerRecord<>(Topic.PROMPTS.topicName(), key, JsonCodec.write(text));
            EventHeaders.ofConversation(EventType.PROMPT, prompt.value(), conversation, Party.ANYONE, Instant.now())
                    .forEach(sent.headers()::add);
            producer.send(sent).get(BROKER_BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("the broker did not take the prompt", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            Answer found = JsonCodec.readOpen(record.value(), Answer.class, JsonCodec.MAX_BYTES);
            if (found.conversationId().equals(conversation) && found.promptId().equals(prompt)) {
                answer.complete(found);
            }
        } catch (UnreadableException notForThisClient) {
            // Of another version or another conversation: the wait for this prompt's own answer goes on.
        }
    }

    private static void within(Duration bound, CompletableFuture<Void> event) {
        try {
            event.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IllegalStateException("the broker does not answer", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}

package dev.countersign.local.terminal;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.event.Prompt;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One prompt, and the wait for its answer on {@code answers}. */
final class Conversation implements AutoCloseable {

    private static final Duration BROKER_BOUND = Duration.ofSeconds(30);

    private final ConversationId conversation;
    private final PromptId prompt;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final TopicTail answers;

    private Conversation(String bootstrapServers, ConversationId conversation, PromptId prompt) {
        this.conversation = conversation;
        this.prompt = prompt;
        Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
        this.answers = TopicTail.start(connection, Topic.ANSWERS, TopicTail.From.END, this::take);
    }

    /** Follows the answers first, then asks: an answer cannot be missed. */
    static Conversation ask(String bootstrapServers, Prompt prompt, PromptSender sender) throws IOException {
        Conversation conversation = new Conversation(
                bootstrapServers,
                prompt.conversationId().orElseThrow(),
                prompt.promptId().orElseThrow());
        try {
            within(BROKER_BOUND, conversation.answers.caughtUp());
            sender.send(prompt);
            return conversation;
        } catch (IOException | RuntimeException failed) {
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

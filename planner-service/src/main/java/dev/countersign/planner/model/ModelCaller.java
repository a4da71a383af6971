package dev.countersign.planner.model;

import dev.countersign.contract.json.JsonCodec;
import dev.countersign.planner.PlannerConfig;
import dev.countersign.planner.PlannerMetrics;
import dev.countersign.planner.catalog.CatalogView;
import dev.countersign.planner.conversation.ModelReply;
import dev.countersign.planner.conversation.ModelReply.Said;
import dev.countersign.planner.conversation.ModelRequest;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the model, and asks again where the failure may pass: HTTP 408, 425, 429 and 5xx, no answer in time, no
 * connection, an answer that cannot be read, an empty message. Blocks for as long as that takes; meant for virtual
 * threads.
 */
@ApplicationScoped
public class ModelCaller {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCaller.class);

    private final ChatModel model;
    private final CatalogView catalog;
    private final PlannerMetrics metrics;
    private final Duration timeout;
    private final int maxMessageBytes;
    private final RetryPolicy policy;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    public ModelCaller(ChatModel model, CatalogView catalog, PlannerMetrics metrics, PlannerConfig config) {
        this.model = model;
        this.catalog = catalog;
        this.metrics = metrics;
        this.timeout = config.model().timeout();
        this.maxMessageBytes = config.model().maxMessageBytes();
        this.policy = ModelSettings.policy(config.model());
    }

    /** The model's message, or the failure that remained after the last try. */
    ModelReply ask(ModelRequest request) throws InterruptedException {
        ChatRequest chat = ChatRequest.builder()
                .messages(ChatMessages.of(request.messages()))
                .toolSpecifications(ToolSpecifications.of(catalog.catalog(), request.tools()))
                .build();
        for (int failures = 1; ; failures++) {
            Attempt attempt = attempt(chat);
            if (attempt.said().isPresent()) {
                return ModelReply.said(request.turn(), attempt.said().get());
            }
            ModelFault fault = attempt.fault().orElseThrow();
            Optional<Duration> wait = fault.mayPass() ? policy.next(failures, fault.retryAfter()) : Optional.empty();
            LOG.warn(
                    "event=model-call-failed conversation={} turn={} failures={} retry={} reason={}",
                    request.conversationId(),
                    request.turn(),
                    failures,
                    wait.isPresent(),
                    fault.tag());
            if (wait.isEmpty()) {
                return ModelReply.failed(request.turn(), fault.sentence() + " (calls made: " + failures + ")");
            }
            Thread.sleep(jittered(wait.get()));
        }
    }

    private Attempt attempt(ChatRequest chat) throws InterruptedException {
        long start = System.nanoTime();
        Attempt attempt = call(chat);
        String outcome = attempt.fault().map(ModelFault::tag).orElse("answered");
        metrics.modelCall(outcome, Duration.ofNanos(System.nanoTime() - start));
        return attempt;
    }

    private Attempt call(ChatRequest chat) throws InterruptedException {
        // The client's own timeout starts anew with every byte; this one does not.
        Future<ChatResponse> answer = calls.submit(() -> model.chat(chat));
        try {
            return read(ChatMessages.said(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (TimeoutException e) {
            return Attempt.failed(ModelFault.timeout(timeout));
        } catch (ExecutionException e) {
            return Attempt.failed(ModelFault.of(e, timeout));
        } catch (RuntimeException e) {
            return Attempt.failed(ModelFault.of(e, timeout));
        } finally {
            answer.cancel(true);
        }
    }

    private Attempt read(Said said) {
        if (said.saysNothing()) {
            return Attempt.failed(ModelFault.empty());
        }
        return JsonCodec.write(said).length > maxMessageBytes
                ? Attempt.failed(ModelFault.tooLong(maxMessageBytes))
                : new Attempt(Optional.of(said), Optional.empty());
    }

    /** Up to a fifth longer, so that many who failed together do not come back together; never shorter than asked. */
    private static Duration jittered(Duration wait) {
        return wait.plusMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 5 + 1));
    }

    @PreDestroy
    void close() {
        calls.shutdownNow();
    }

    private record Attempt(Optional<Said> said, Optional<ModelFault> fault) {
        static Attempt failed(ModelFault fault) {
            return new Attempt(Optional.empty(), Optional.of(fault));
        }
    }
}

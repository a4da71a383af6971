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
import java.util.concurrent.RejectedExecutionException;
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
        ChatRequest chat;
        try {
            chat = chat(request);
        } catch (RuntimeException e) {
            // LangChain4j's own conditions on texts are its secret: what it refuses ends one prompt, not the channel.
            LOG.error(
                    "event=model-request-refused conversation={} turn={} fault={}",
                    request.conversationId(),
                    request.turn(),
                    e.getClass().getName());
            return ModelReply.failed(request.turn(), "the conversation cannot be put to a model");
        }
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
            Thread.sleep(RetryPolicy.jittered(wait.get()));
        }
    }

    private ChatRequest chat(ModelRequest request) {
        return ChatRequest.builder()
                .messages(ChatMessages.of(request.messages()))
                .toolSpecifications(ToolSpecifications.of(catalog.catalog(), request.tools()))
                .build();
    }

    private Attempt attempt(ChatRequest chat) throws InterruptedException {
        long start = System.nanoTime();
        Attempt attempt = call(chat);
        String outcome = attempt.fault().map(ModelFault::tag).orElse("answered");
        metrics.modelCall(outcome, Duration.ofNanos(System.nanoTime() - start));
        return attempt;
    }

    private Attempt call(ChatRequest chat) throws InterruptedException {
        Future<ChatResponse> answer = submit(chat);
        try {
            // The client's own timeout starts anew with every byte; this one does not.
            return read(ChatMessages.said(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (TimeoutException e) {
            return Attempt.failed(ModelFault.timeout(timeout));
        } catch (ExecutionException | RuntimeException e) {
            requireOpen();
            return Attempt.failed(ModelFault.of(e, timeout));
        } finally {
            answer.cancel(true);
        }
    }

    private Future<ChatResponse> submit(ChatRequest chat) throws InterruptedException {
        try {
            return calls.submit(() -> model.chat(chat));
        } catch (RejectedExecutionException e) {
            requireOpen();
            throw e;
        }
    }

    /** A call that this service's own end cut off says nothing about the model: the next instance asks again. */
    private void requireOpen() throws InterruptedException {
        if (calls.isShutdown()) {
            throw new InterruptedException("the service stops");
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

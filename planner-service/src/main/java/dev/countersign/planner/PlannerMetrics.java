package dev.countersign.planner;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.topic.Topic;
import dev.countersign.planner.conversation.ConversationEvent;
import dev.countersign.planner.conversation.ConversationEvent.CallClosed;
import dev.countersign.planner.conversation.ConversationEvent.Forgotten;
import dev.countersign.planner.conversation.ConversationEvent.Gone;
import dev.countersign.planner.conversation.ConversationEvent.ModelSpoke;
import dev.countersign.planner.conversation.ConversationEvent.PromptBegun;
import dev.countersign.planner.conversation.ConversationEvent.PromptEnded;
import dev.countersign.planner.conversation.ConversationEvent.PromptQueued;
import dev.countersign.planner.conversation.ConversationEvent.PromptRefusedRoom;
import dev.countersign.planner.conversation.ConversationEvent.TurnOpened;
import dev.countersign.planner.conversation.Decision;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;

/** What the planner counts. Counters follow the processing, so a record that is processed again is counted again. */
@ApplicationScoped
public class PlannerMetrics {
    private final MeterRegistry registry;

    public PlannerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A record went to its topic's dead letters. */
    public void deadLetter(Topic topic, String reason) {
        registry.counter(
                        "countersign.planner.dead.letters",
                        "topic",
                        topic.topicName(),
                        "reason",
                        reason.toLowerCase(Locale.ROOT).replace('_', '-'))
                .increment();
    }

    /** A command changed nothing. */
    public void ignored(Decision.Why why) {
        registry.counter("countersign.planner.ignored", "reason", why.tag()).increment();
    }

    /** Something happened in a conversation. */
    public void happened(ConversationEvent event) {
        switch (event) {
            case PromptEnded ended -> answered(ended.answer());
            case PromptRefusedRoom refused -> answered(refused.answer());
            case PromptQueued queued -> count("queued");
            case PromptBegun begun -> count("begun");
            case TurnOpened opened -> count("turns");
            case ModelSpoke spoke -> count("messages");
            case CallClosed closed ->
                registry.counter(
                                "countersign.planner.calls",
                                "outcome",
                                closed.outcome().kind().name())
                        .increment();
            case Forgotten forgotten -> count("forgotten");
            case Gone gone -> count("gone");
        }
    }

    private void answered(Answer answer) {
        registry.counter(
                        "countersign.planner.answers", "status", answer.status().name())
                .increment();
        tokens("input", answer.tokens().input());
        tokens("output", answer.tokens().output());
    }

    private void tokens(String direction, long tokens) {
        registry.counter("countersign.planner.tokens", "direction", direction).increment((double) tokens);
    }

    private void count(String what) {
        registry.counter("countersign.planner." + what).increment();
    }

    /** One call of the model's endpoint. */
    public void modelCall(String outcome, Duration took) {
        registry.timer("countersign.planner.model.calls", "outcome", outcome).record(took);
    }
}

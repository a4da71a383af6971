package dev.countersign.planner;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.topic.Topic;
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

    /** A prompt has its answer. */
    public void answered(Answer answer) {
        registry.counter(
                        "countersign.planner.answers", "status", answer.status().name())
                .increment();
        registry.counter("countersign.planner.tokens", "direction", "input")
                .increment((double) answer.tokens().input());
        registry.counter("countersign.planner.tokens", "direction", "output")
                .increment((double) answer.tokens().output());
    }

    /** A prompt waits for the running one. */
    public void queued() {
        registry.counter("countersign.planner.queued").increment();
    }

    /** A conversation was forgotten. */
    public void forgotten() {
        registry.counter("countersign.planner.forgotten").increment();
    }

    /** One call of the model's endpoint. */
    public void modelCall(String outcome, Duration took) {
        registry.timer("countersign.planner.model.calls", "outcome", outcome).record(took);
    }
}

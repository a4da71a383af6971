package dev.countersign.approval.gate.topology;

import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.gate.Decision;
import dev.countersign.approval.gate.GateEvent;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what the gate does; a refusal's reason is a tag. A transaction that is done again counts again. */
final class GateMetrics {

    private final MeterRegistry registry;

    GateMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void unreadable(Topic topic, UnreadableException.Reason reason) {
        deadLetter(topic, reason.name());
    }

    void notAccepted(Topic topic, Decision.Fault fault) {
        deadLetter(topic, fault.name());
    }

    private void deadLetter(Topic topic, String reason) {
        registry.counter("countersign.dead.letters", "topic", topic.topicName(), "reason", reason)
                .increment();
    }

    void repeated(Topic topic) {
        registry.counter("countersign.repeated.records", "topic", topic.topicName())
                .increment();
    }

    void catalogEntryIgnored() {
        registry.counter("countersign.catalog.ignored").increment();
    }

    void outcome(GateOutcome outcome) {
        String result = switch (outcome) {
            case GateOutcome.Accepted accepted -> "ACCEPTED";
            case GateOutcome.Refused refused -> refused.kind().name();
        };
        registry.counter("countersign.gate.outcomes", "outcome", result).increment();
    }

    void outcome(ControlOutcome outcome) {
        String result = switch (outcome) {
            case ControlOutcome.Applied applied -> "APPLIED";
            case ControlOutcome.Refused refused -> refused.kind().name();
        };
        registry.counter("countersign.control.outcomes", "outcome", result).increment();
    }

    void event(GateEvent event) {
        registry.counter("countersign.gate.events", "event", event.getClass().getSimpleName())
                .increment();
    }
}

package dev.countersign.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the log says of one call, each topic in its order. */
final class CallStory {
    private final List<JsonNode> approved = new ArrayList<>();
    private final List<JsonNode> rejected = new ArrayList<>();
    private final List<JsonNode> results = new ArrayList<>();
    private final List<JsonNode> ledger = new ArrayList<>();
    private int requests;

    void addRequest() {
        requests++;
    }

    void addApproved(JsonNode value) {
        approved.add(value);
    }

    void addRejected(JsonNode value) {
        rejected.add(value);
    }

    void addResult(JsonNode value) {
        results.add(value);
    }

    void addLedger(JsonNode value) {
        ledger.add(value);
    }

    int requests() {
        return requests;
    }

    List<JsonNode> approved() {
        return approved;
    }

    List<JsonNode> rejected() {
        return rejected;
    }

    List<JsonNode> results() {
        return results.stream()
                .filter(result -> !result.path("late").asBoolean())
                .toList();
    }

    List<JsonNode> lateResults() {
        return results.stream()
                .filter(result -> result.path("late").asBoolean())
                .toList();
    }

    List<JsonNode> ledger() {
        return ledger;
    }

    /** Where the executor's ledger ends, where it knows the call. */
    Optional<String> ledgerState() {
        return ledger.isEmpty()
                ? Optional.empty()
                : Optional.of(ledger.getLast().path("state").asText());
    }

    /** Whether nothing more is to be expected of it. */
    boolean hasEnded() {
        return !rejected.isEmpty() || (!approved.isEmpty() && !results().isEmpty());
    }
}

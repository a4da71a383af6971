package dev.countersign.executor.execution;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.executor.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** What one transaction is to write, and what is to run once it is committed. */
final class Batch {

    private final List<Change> changes = new ArrayList<>();
    private final Map<CallKey, Optional<LedgerEntry>> staged = new HashMap<>();
    private final List<Published> results = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<Integer, OffsetAndMetadata> claims = new HashMap<>();
    private final List<ToolRun> runs = new ArrayList<>();

    /** A record of the ledger; an empty entry drops the call. */
    record Change(int partition, CallKey key, Optional<LedgerEntry> entry) {}

    /** A result, with the trace that it belongs to. */
    record Published(ToolResult result, Optional<String> traceparent) {}

    void enter(int partition, LedgerEntry entry) {
        changes.add(new Change(partition, entry.key(), Optional.of(entry)));
        staged.put(entry.key(), Optional.of(entry));
    }

    void drop(int partition, CallKey key) {
        changes.add(new Change(partition, key, Optional.empty()));
        staged.put(key, Optional.empty());
    }

    void publish(ToolResult result, Optional<String> traceparent) {
        results.add(new Published(result, traceparent));
    }

    void bury(DeadLetter deadLetter) {
        deadLetters.add(deadLetter);
    }

    /** Makes the commit depend on this instance still owning the partition, by committing its position with it. */
    void claim(int partition, OffsetAndMetadata position) {
        claims.put(partition, position);
    }

    void run(ToolRun run) {
        runs.add(run);
    }

    /** What this batch makes of a call; empty where it leaves the call as it stands. */
    Optional<Optional<LedgerEntry>> staged(CallKey key) {
        return Optional.ofNullable(staged.get(key));
    }

    boolean isEmpty() {
        return changes.isEmpty() && results.isEmpty() && deadLetters.isEmpty() && claims.isEmpty();
    }

    List<Change> changes() {
        return changes;
    }

    List<Published> results() {
        return results;
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    Map<Integer, OffsetAndMetadata> claims() {
        return claims;
    }

    List<ToolRun> runs() {
        return runs;
    }
}

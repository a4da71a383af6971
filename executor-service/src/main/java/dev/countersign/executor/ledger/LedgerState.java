package dev.countersign.executor.ledger;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ToolName;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Closed;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The ledger of one partition, made by replaying its records and in no other way, at the start and live alike. A record
 * may be applied twice, and an older one after a newer one of the same call: its offset tells.
 */
public final class LedgerState {

    private final Map<CallKey, Stored> entries = new HashMap<>();
    private final Map<CallKey, Long> dropped = new HashMap<>();
    private final Map<CallKey, Started> started = new LinkedHashMap<>();
    private final Map<ToolName, Map<CallKey, Deferred>> deferred = new LinkedHashMap<>();
    private final Map<ToolName, TreeMap<Instant, Map<CallKey, Backoff>>> backoffs = new LinkedHashMap<>();
    private final TreeMap<Instant, Set<CallKey>> closed = new TreeMap<>();

    private record Stored(LedgerEntry entry, long offset) {}

    /** The entry of a call, if there is one. */
    public Optional<LedgerEntry> find(CallKey key) {
        return Optional.ofNullable(entries.get(key)).map(Stored::entry);
    }

    /** Takes a record of the ledger; an empty entry is one that was dropped. */
    public void apply(long offset, CallKey key, Optional<LedgerEntry> entry) {
        if (offsetOf(key) >= offset) {
            return;
        }
        remove(key);
        dropped.remove(key);
        if (entry.isPresent()) {
            add(entry.get(), offset);
        } else {
            dropped.put(key, offset);
        }
    }

    /** All records before this offset have been applied: what was dropped before needs no guard against older ones. */
    public void readUpTo(long offset) {
        if (!dropped.isEmpty()) {
            dropped.values().removeIf(known -> known < offset);
        }
    }

    /** All calls that have been started and not heard of since. */
    public List<Started> started() {
        return List.copyOf(started.values());
    }

    /** The tools whose calls wait for a slot. */
    public Set<ToolName> deferredTools() {
        return Collections.unmodifiableSet(deferred.keySet());
    }

    /** The calls that wait for a slot of a tool, in the order in which they were entered; a view, not a copy. */
    public Collection<Deferred> deferred(ToolName tool) {
        return Collections.unmodifiableCollection(
                deferred.getOrDefault(tool, Map.of()).values());
    }

    /** The tools of which a call waits for its next attempt. */
    public Set<ToolName> backoffTools() {
        return Collections.unmodifiableSet(backoffs.keySet());
    }

    /** The calls of a tool whose next attempt is due, the longest due first; a view, not a copy. */
    public Stream<Backoff> due(ToolName tool, Instant now) {
        return Optional.ofNullable(backoffs.get(tool)).stream()
                .flatMap(waiting -> waiting.headMap(now, true).values().stream())
                .flatMap(calls -> calls.values().stream());
    }

    /** Whether a call waits for a slot of this tool. */
    public boolean isDeferred(ToolName tool) {
        return deferred.containsKey(tool);
    }

    /** The closed calls whose {@code notAfter} lies before an instant. */
    public List<CallKey> closedBefore(Instant instant) {
        List<CallKey> keys = new ArrayList<>();
        closed.headMap(instant, false).values().forEach(keys::addAll);
        return keys;
    }

    /** How many calls it knows. */
    public int size() {
        return entries.size();
    }

    private long offsetOf(CallKey key) {
        Stored stored = entries.get(key);
        return stored == null ? dropped.getOrDefault(key, -1L) : stored.offset();
    }

    private void add(LedgerEntry entry, long offset) {
        CallKey key = entry.key();
        entries.put(key, new Stored(entry, offset));
        switch (entry) {
            case Started running -> started.put(key, running);
            case Backoff waiting ->
                backoffs.computeIfAbsent(waiting.call().tool(), tool -> new TreeMap<>())
                        .computeIfAbsent(waiting.due(), due -> new LinkedHashMap<>())
                        .put(key, waiting);
            case Deferred waiting ->
                deferred.computeIfAbsent(waiting.call().tool(), tool -> new LinkedHashMap<>())
                        .put(key, waiting);
            case Closed done ->
                closed.computeIfAbsent(done.notAfter(), notAfter -> new LinkedHashSet<>())
                        .add(key);
        }
    }

    private void remove(CallKey key) {
        Stored before = entries.remove(key);
        if (before == null) {
            return;
        }
        switch (before.entry()) {
            case Started running -> started.remove(key);
            case Backoff waiting -> removeBackoff(key, waiting);
            case Deferred waiting -> {
                ToolName tool = waiting.call().tool();
                Map<CallKey, Deferred> others = deferred.getOrDefault(tool, Map.of());
                others.remove(key);
                if (others.isEmpty()) {
                    deferred.remove(tool);
                }
            }
            case Closed done -> {
                Set<CallKey> others = closed.getOrDefault(done.notAfter(), Set.of());
                others.remove(key);
                if (others.isEmpty()) {
                    closed.remove(done.notAfter());
                }
            }
        }
    }

    private void removeBackoff(CallKey key, Backoff waiting) {
        ToolName tool = waiting.call().tool();
        backoffs.computeIfPresent(tool, (name, byDue) -> {
            byDue.computeIfPresent(waiting.due(), (due, calls) -> {
                calls.remove(key);
                return calls.isEmpty() ? null : calls;
            });
            return byDue.isEmpty() ? null : byDue;
        });
    }
}

package dev.countersign.approval.inbox;

import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;

/**
 * The calls in the orders in which they are asked for: by key, newest first, pending ones and those of unknown outcome
 * alone, and by offset for the stream. One thread writes; any thread reads. A reader takes the position first and then looks, so that it misses
 * nothing up to that position; what it sees beyond, the stream sends again.
 */
final class ApprovalIndex {
    private static final int MAX_SCANNED = 20_000;
    private static final int MAX_PAGE_BYTES = 4 * 1024 * 1024;

    private final Map<CallKey, CallEntry> byKey = new ConcurrentHashMap<>();
    private final ConcurrentNavigableMap<Place, CallEntry> newestFirst = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<Place, CallEntry> pending = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<Place, CallEntry> unknown = new ConcurrentSkipListMap<>();
    private final List<ConcurrentNavigableMap<Long, CallEntry>> byOffset = IntStream.range(0, Topic.PARTITIONS)
            .<ConcurrentNavigableMap<Long, CallEntry>>mapToObj(partition -> new ConcurrentSkipListMap<>())
            .toList();
    private volatile ViewPosition position = ViewPosition.START;

    /**
     * Some calls.
     *
     * @param next where the next page goes on; absent after the last
     * @param position from which the stream goes on where this page ends
     */
    record Page(List<CallEntry> entries, Optional<Place> next, ViewPosition position) {}

    /**
     * Calls that changed.
     *
     * @param entries in each partition by offset
     * @param position up to where these are all
     */
    record Changes(List<CallEntry> entries, ViewPosition position) {}

    /** Takes a call's newest state. */
    void put(CallEntry entry) {
        Optional<CallEntry> before = Optional.ofNullable(byKey.put(entry.key(), entry));
        byOffset.get(entry.partition()).put(entry.offset(), entry);
        newestFirst.put(entry.place(), entry);
        if (entry.isPending()) {
            pending.put(entry.place(), entry);
        }
        if (entry.isUnknown()) {
            unknown.put(entry.place(), entry);
        }
        before.ifPresent(old -> removeReplaced(old, entry));
        position = position.after(entry.partition(), entry.offset());
    }

    /** Takes a record that says nothing more of its call. */
    void remove(CallKey key, int partition, long offset) {
        Optional.ofNullable(byKey.remove(key)).ifPresent(old -> {
            byOffset.get(old.partition()).remove(old.offset());
            newestFirst.remove(old.place());
            pending.remove(old.place());
            unknown.remove(old.place());
        });
        skip(partition, offset);
    }

    /** Takes a record that says nothing. */
    void skip(int partition, long offset) {
        position = position.after(partition, offset);
    }

    private void removeReplaced(CallEntry old, CallEntry entry) {
        byOffset.get(old.partition()).remove(old.offset(), old);
        if (!old.place().equals(entry.place())) {
            newestFirst.remove(old.place());
        }
        if (!entry.isPending() || !old.place().equals(entry.place())) {
            pending.remove(old.place());
        }
        if (!entry.isUnknown() || !old.place().equals(entry.place())) {
            unknown.remove(old.place());
        }
    }

    ViewPosition position() {
        return position;
    }

    int size() {
        return byKey.size();
    }

    int pendingCalls() {
        return pending.size();
    }

    int unknownCalls() {
        return unknown.size();
    }

    Optional<CallEntry> find(CallKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /**
     * A page. It may hold fewer calls than the limit although more follow: the number of calls looked at and the bytes
     * of a page are bounded.
     */
    Page page(InboxQuery query) {
        ViewPosition from = position;
        NavigableMap<Place, CallEntry> order = order(query);
        List<CallEntry> found = new ArrayList<>();
        int scanned = 0;
        int bytes = 0;
        for (CallEntry entry : query.after()
                .<NavigableMap<Place, CallEntry>>map(place -> order.tailMap(place, false))
                .orElse(order)
                .values()) {
            if (query.matches(entry)) {
                found.add(entry);
                bytes += entry.bytes();
            }
            if (++scanned == MAX_SCANNED || found.size() == query.limit() || bytes > MAX_PAGE_BYTES) {
                boolean last = order.higherKey(entry.place()) == null;
                return new Page(found, last ? Optional.empty() : Optional.of(entry.place()), from);
            }
        }
        return new Page(found, Optional.empty(), from);
    }

    private NavigableMap<Place, CallEntry> order(InboxQuery query) {
        if (query.pendingOnly()) {
            return pending;
        }
        return query.unknownOnly() ? unknown : newestFirst;
    }

    /** The present state of the calls that changed after a position, at most so many at once. */
    Changes changesAfter(ViewPosition since, int limit) {
        ViewPosition upTo = since.max(position);
        List<CallEntry> entries = new ArrayList<>();
        ViewPosition reached = since;
        for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
            for (CallEntry entry : byOffset.get(partition)
                    .tailMap(since.offset(partition), true)
                    .values()) {
                if (entries.size() == limit) {
                    return new Changes(entries, reached);
                }
                entries.add(entry);
                reached = reached.after(partition, entry.offset());
            }
        }
        return new Changes(entries, reached.max(upTo));
    }
}

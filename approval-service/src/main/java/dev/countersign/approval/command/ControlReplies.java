package dev.countersign.approval.command;

import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.contract.topic.Topic;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What the partitions make of one control change, as their outcomes come in. */
public final class ControlReplies {

    private final SortedMap<Integer, ControlOutcome> arrived = new ConcurrentSkipListMap<>();
    private final AtomicInteger written = new AtomicInteger();
    private final CompletableFuture<Void> complete = new CompletableFuture<>();

    /** Takes an outcome; the first of each partition counts. */
    void accept(ControlOutcome outcome) {
        if (outcome.partition() >= 0 && outcome.partition() < Topic.PARTITIONS) {
            arrived.putIfAbsent(outcome.partition(), outcome);
        }
        if (arrived.size() == Topic.PARTITIONS) {
            // Whoever waits goes on elsewhere: the tail of the outcomes must not wait for them.
            complete.completeAsync(() -> null);
        }
    }

    /** The broker has the change for one more partition. */
    void acknowledge() {
        written.incrementAndGet();
    }

    /** Whether the broker has the change for every partition, so that each will answer once its part of the gate runs. */
    public boolean isWritten() {
        return written.get() == Topic.PARTITIONS || arrived.size() == Topic.PARTITIONS;
    }

    /** No more outcomes come. */
    void fail(Throwable failure) {
        complete.completeExceptionally(failure);
    }

    /** Waits until every partition has answered, for so long at most; tells what has come by then, by partition. */
    public SortedMap<Integer, ControlOutcome> await(Duration bound) {
        try {
            complete.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException incomplete) {
            return soFar();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return soFar();
    }

    /** What has come, by partition. */
    public SortedMap<Integer, ControlOutcome> soFar() {
        return new TreeMap<>(arrived);
    }

    /** Done when every partition has answered; failed when the change could not be written, or after a minute. */
    CompletableFuture<Void> complete() {
        return complete;
    }

    /** The partitions that are not among those that have answered. */
    public static SortedSet<Integer> missing(SortedMap<Integer, ControlOutcome> outcomes) {
        SortedSet<Integer> missing = new TreeSet<>();
        IntStream.range(0, Topic.PARTITIONS).forEach(missing::add);
        missing.removeAll(outcomes.keySet());
        return missing;
    }
}

package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The read model of {@code approvals}: all of it, in every instance, followed as it grows. */
@Startup
@ApplicationScoped
class ApprovalsView {
    private static final Logger LOG = LoggerFactory.getLogger(ApprovalsView.class);

    private final ApprovalIndex index = new ApprovalIndex();
    private final Object change = new Object();
    private final MeterRegistry metrics;
    private final TopicTail tail;
    private volatile boolean closed;

    @Inject
    ApprovalsView(InstanceConfig instance, MeterRegistry metrics) {
        this.metrics = metrics;
        metrics.gauge("countersign.inbox.calls", index, ApprovalIndex::size);
        metrics.gauge("countersign.inbox.pending", index, ApprovalIndex::pendingCalls);
        metrics.gauge("countersign.inbox.unknown", index, ApprovalIndex::unknownCalls);
        this.tail = TopicTail.start(instance.connection(), Topic.APPROVALS, TopicTail.From.BEGINNING, this::accept);
    }

    /** Whether all that was there at the start has been read. */
    boolean isCaughtUp() {
        return tail.caughtUp().isDone() && tail.failure().isEmpty();
    }

    /** What ended the reading, if something did. */
    Optional<Throwable> failure() {
        return tail.failure();
    }

    ApprovalIndex.Page page(InboxQuery query) {
        return ready().page(query);
    }

    Optional<CallEntry> find(CallKey key) {
        return ready().find(key);
    }

    ApprovalIndex.Changes changesAfter(ViewPosition since, int limit) {
        return ready().changesAfter(since, limit);
    }

    ViewPosition position() {
        return ready().position();
    }

    /** Waits until the view has read as far; tells whether it has. */
    boolean awaitCovers(ViewPosition position, Duration bound) {
        return await(now -> now.covers(position), bound);
    }

    /** Waits for anything after a position; tells whether there is. */
    boolean awaitAfter(ViewPosition position, Duration bound) {
        return await(now -> !position.covers(now), bound);
    }

    boolean isClosed() {
        return closed;
    }

    private ApprovalIndex ready() {
        if (!isCaughtUp()) {
            throw Problem.of(
                            Response.Status.SERVICE_UNAVAILABLE, "The inbox is still being read; try again in a moment")
                    .asException();
        }
        return index;
    }

    private boolean await(Predicate<ViewPosition> condition, Duration bound) {
        long end = System.nanoTime() + bound.toNanos();
        synchronized (change) {
            while (!condition.test(index.position()) && !closed) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                try {
                    change.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return !closed;
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        try {
            CallKey key = key(record);
            if (record.value() == null) {
                index.remove(key, record.partition(), record.offset());
            } else {
                index.put(entry(record, key));
            }
        } catch (UnreadableException e) {
            // The topic is this service's own, and a compacted one: there is nowhere to move a record to.
            metrics.counter("countersign.inbox.unreadable", "reason", e.reason().name())
                    .increment();
            LOG.error(
                    "event=approval-unreadable partition={} offset={} problem=\"{}\"",
                    record.partition(),
                    record.offset(),
                    e.detail());
            index.skip(record.partition(), record.offset());
        }
        synchronized (change) {
            change.notifyAll();
        }
    }

    private static CallEntry entry(ConsumerRecord<byte[], byte[]> record, CallKey key) throws UnreadableException {
        // Passing over what it does not know lets an instance read what a newer one writes.
        Approval approval = JsonCodec.readOpen(record.value(), Approval.class, JsonCodec.MAX_BYTES);
        if (!approval.key().equals(key)) {
            throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "the key names another call");
        }
        return CallEntry.of(record.partition(), record.offset(), record.value(), approval);
    }

    private static CallKey key(ConsumerRecord<byte[], byte[]> record) throws UnreadableException {
        try {
            return CallKey.parse(record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "the key names no call");
        }
    }

    @PreDestroy
    void close() {
        closed = true;
        synchronized (change) {
            change.notifyAll();
        }
        tail.close();
    }
}

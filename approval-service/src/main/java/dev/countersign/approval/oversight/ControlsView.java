package dev.countersign.approval.oversight;

import dev.countersign.approval.control.ActivePolicy;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.SwitchSetting;
import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.trust.InstanceConfig;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.contract.topic.Topic;
import dev.countersign.contract.topic.TopicTail;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The read model of {@code approval-controls}: what holds in each partition of the gate, as that partition says. */
@Startup
@ApplicationScoped
class ControlsView {
    private static final Logger LOG = LoggerFactory.getLogger(ControlsView.class);
    private static final String GRANT = "grant/";

    private final List<PartitionControls> byPartition =
            new CopyOnWriteArrayList<>(Collections.nCopies(Topic.PARTITIONS, PartitionControls.UNCHANGED));
    private final TopicTail tail;

    @Inject
    ControlsView(InstanceConfig instance) {
        tail = TopicTail.start(instance.connection(), Topic.APPROVAL_CONTROLS, TopicTail.From.BEGINNING, this::accept);
    }

    /** Done when all that was there at the start has been read. */
    CompletableFuture<Void> caughtUp() {
        return tail.caughtUp();
    }

    /** Whether all that was there at the start has been read. */
    boolean isCaughtUp() {
        return tail.caughtUp().isDone() && tail.failure().isEmpty();
    }

    /** What ended the reading, if something did. */
    Optional<Throwable> failure() {
        return tail.failure();
    }

    /** What holds, by the number of the partition. */
    List<PartitionControls> all() {
        if (!isCaughtUp()) {
            throw Problem.of(
                            Response.Status.SERVICE_UNAVAILABLE,
                            "What holds is still being read; try again in a moment")
                    .asException();
        }
        return new ArrayList<>(byPartition);
    }

    private void accept(ConsumerRecord<byte[], byte[]> record) {
        PartitionControls before = byPartition.get(record.partition());
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        try {
            byPartition.set(record.partition(), after(before, key, record.value()));
        } catch (UnreadableException e) {
            // The topic is this service's own, and a compacted one: there is nowhere to move a record to.
            LOG.error(
                    "event=control-unreadable partition={} offset={} problem=\"{}\"",
                    record.partition(),
                    record.offset(),
                    e.detail());
        }
    }

    private static PartitionControls after(PartitionControls before, String key, byte @Nullable [] value)
            throws UnreadableException {
        if (key.equals("switch")) {
            return before.with(read(value, SwitchSetting.class));
        }
        if (key.equals("policy")) {
            return before.withPolicy(read(value, ActivePolicy.class));
        }
        if (key.startsWith(GRANT)) {
            return before.withGrant(key.substring(GRANT.length()), read(value, Grant.class));
        }
        throw new UnreadableException(UnreadableException.Reason.WRONG_SHAPE, "the key names no control");
    }

    /** Passing over what it does not know lets an instance read what a newer one writes. */
    private static <T> Optional<T> read(byte @Nullable [] value, Class<T> type) throws UnreadableException {
        return value == null ? Optional.empty() : Optional.of(JsonCodec.readOpen(value, type, JsonCodec.MAX_BYTES));
    }

    @PreDestroy
    void close() {
        tail.close();
    }
}

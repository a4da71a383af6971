package dev.countersign.executor.execution;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.topic.DeadLetter;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.Topic;
import dev.countersign.executor.execution.CallDecisions.Allowance;
import dev.countersign.executor.execution.CallDecisions.Asked;
import dev.countersign.executor.execution.CallDecisions.CallInPlace;
import dev.countersign.executor.execution.CallDecisions.Moment;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerCommand;
import dev.countersign.executor.tool.OfferedTool;
import dev.countersign.executor.verification.Verdict;
import dev.countersign.executor.verification.Verification;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes records of {@code approved-calls} through the guards into the ledger, or to the dead letters. */
final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final Verification verification;
    private final OwnedPartitions partitions;
    private final CallDecisions decisions;
    private final ExecutionMetrics metrics;
    private final long session;

    Admission(
            Verification verification,
            OwnedPartitions partitions,
            CallDecisions decisions,
            ExecutionMetrics metrics,
            long session) {
        this.verification = verification;
        this.partitions = partitions;
        this.decisions = decisions;
        this.metrics = metrics;
        this.session = session;
    }

    /** Stages what a record brings about. */
    void stage(Batch batch, OwnedPartition partition, ConsumerRecord<byte[], byte[]> record) {
        Moment now = decisions.now();
        switch (verification.verify(record, key -> isKnown(batch, partition, key), now.at())) {
            case Verdict.Accepted accepted ->
                admit(batch, partition, record, accepted.call(), allow(accepted.tool()), now);
            case Verdict.Denied denied -> {
                metrics.denied(denied.reason());
                admit(batch, partition, record, denied.call(), Allowance.denied(denied.reason(), denied.detail()), now);
            }
            case Verdict.Rejected rejected -> bury(batch, record, rejected);
            case Verdict.ForAnother another ->
                LOG.debug(
                        "event=call-for-another executor={} partition={} offset={}",
                        another.executor(),
                        record.partition(),
                        record.offset());
        }
    }

    private static boolean isKnown(Batch batch, OwnedPartition partition, CallKey key) {
        return batch.staged(key).orElseGet(() -> partition.ledger().find(key)).isPresent();
    }

    /** Whoever came first goes first. */
    private Allowance allow(OfferedTool tool) {
        boolean othersWait = partitions.restored().stream()
                .anyMatch(
                        partition -> partition.ledger().isDeferred(tool.entry().name()));
        return othersWait ? Allowance.FULL : decisions.allow(tool);
    }

    private void admit(
            Batch batch,
            OwnedPartition partition,
            ConsumerRecord<byte[], byte[]> record,
            ApprovedCall approved,
            Allowance allowance,
            Moment now) {
        LedgerCall call = LedgerCall.of(approved, EventHeaders.trace(record.headers()));
        decisions.decide(
                batch,
                new CallInPlace(partition.number(), call),
                partition.ledger().find(call.key()),
                new Asked(new LedgerCommand.Admit(call, allowance.permit(), now.at()), allowance, now),
                session);
    }

    private void bury(Batch batch, ConsumerRecord<byte[], byte[]> record, Verdict.Rejected rejected) {
        metrics.rejected(rejected.rejection());
        LOG.warn(
                "event=record-rejected topic={} partition={} offset={} reason=\"{}\"",
                record.topic(),
                record.partition(),
                record.offset(),
                rejected.sentence());
        batch.bury(DeadLetter.of(
                new DeadLetter.Position(Topic.APPROVED_CALLS, record.partition(), record.offset(), record.timestamp()),
                record.key(),
                record.value(),
                record.headers(),
                rejected.sentence()));
    }
}

package dev.countersign.executor.execution;

import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.LedgerState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** A partition of {@code approved-calls} that this instance owns, with its ledger. */
final class OwnedPartition {

    private final int number;
    private final LedgerState ledger = new LedgerState();
    private CatchUp restoring;
    private Optional<OffsetAndMetadata> position = Optional.empty();
    private Optional<CatchUp> looking = Optional.empty();
    private Instant nextLook = Instant.MIN;

    OwnedPartition(int number, CatchUp restoring) {
        this.number = number;
        this.restoring = restoring;
    }

    int number() {
        return number;
    }

    LedgerState ledger() {
        return ledger;
    }

    CatchUp restoring() {
        return restoring;
    }

    void restoreAgain(CatchUp again) {
        restoring = again;
    }

    /** The next record to take; empty until the ledger is restored. */
    Optional<OffsetAndMetadata> position() {
        return position;
    }

    void moveTo(OffsetAndMetadata next) {
        position = Optional.of(next);
    }

    boolean isRestored() {
        return position.isPresent();
    }

    /** The look at the ledger that is under way because something in it seems lost. */
    Optional<CatchUp> looking() {
        return looking;
    }

    void look(CatchUp look) {
        looking = Optional.of(look);
    }

    void looked(Instant next) {
        looking = Optional.empty();
        nextLook = next;
    }

    boolean mayLook(Instant now) {
        return looking.isEmpty() && !now.isBefore(nextLook);
    }

    List<Started> startedBefore(Instant deadline) {
        return ledger.started().stream()
                .filter(started -> started.deadline().isBefore(deadline))
                .toList();
    }
}

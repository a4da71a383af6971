package dev.countersign.executor.execution;

import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.LedgerState;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** A partition of {@code approved-calls} that this instance owns, with its ledger. */
final class OwnedPartition {

    private final int number;
    private final LedgerState ledger = new LedgerState();
    private final Set<Started> lost = new HashSet<>();
    private CatchUp restoring;
    private Optional<OffsetAndMetadata> position = Optional.empty();
    private Optional<Look> looking = Optional.empty();
    private Instant nextLook = Instant.MIN;
    private Optional<Forgetting> forgetting = Optional.empty();

    /** A look to the ledger's end after the instances that started these were fenced. */
    record Look(CatchUp catchUp, Set<Started> overdue) {}

    /**
     * Waits until all calls that had been written at an instant have been taken: a repeat among them finds its entry.
     *
     * @param taken the end of the calls at that instant
     */
    record Forgetting(CatchUp taken, Instant at) {}

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
    Optional<Look> looking() {
        return looking;
    }

    void look(Look look) {
        looking = Optional.of(look);
    }

    /** The look has failed. */
    void overlooked(Instant next) {
        looking = Optional.empty();
        nextLook = next;
    }

    /** The look has come to its end: of what it was about, nothing can be heard any more but what stands there now. */
    void looked() {
        looking.ifPresent(look -> lost.addAll(look.overdue()));
        looking = Optional.empty();
    }

    boolean mayLook(Instant now) {
        return looking.isEmpty() && !now.isBefore(nextLook);
    }

    /** Whether a look has shown that nobody will report on this attempt. */
    boolean isLost(Started started) {
        return lost.contains(started);
    }

    /** Forgets what looks have shown of all but these. */
    void retainLost(Collection<Started> overdue) {
        lost.retainAll(overdue);
    }

    Optional<Forgetting> forgetting() {
        return forgetting;
    }

    void forget(Forgetting next) {
        forgetting = Optional.of(next);
    }

    void forgot() {
        forgetting = Optional.empty();
    }

    List<Started> startedBefore(Instant deadline) {
        return ledger.started().stream()
                .filter(started -> started.deadline().isBefore(deadline))
                .toList();
    }
}

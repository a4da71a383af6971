package dev.countersign.executor.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.executor.ledger.LedgerDecision.Drop;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.PublishLate;
import dev.countersign.executor.ledger.LedgerDecision.Refuse;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Finished;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.LedgerEntry.Unknown;
import java.time.Duration;
import java.util.Optional;

/** How tests write down what the core decides. */
final class LedgerTable {

    private LedgerTable() {}

    record Row(String name, Optional<LedgerEntry> entry, LedgerCommand command, String decision) {}

    static Row row(String name, Optional<LedgerEntry> entry, LedgerCommand command, String decision) {
        return new Row(name, entry, command, decision);
    }

    static String describe(LedgerDecision decision) {
        return switch (decision) {
            case Enter enter -> {
                boolean closes = enter.entry() instanceof LedgerEntry.Closed;
                assertThat(enter.result().isPresent()).isEqualTo(closes);
                enter.result().ifPresent(result -> assertThat(result.late()).isFalse());
                yield switch (enter.entry()) {
                    case Started started -> "STARTED " + started.attempt() + "/" + started.maxAttempts();
                    case Backoff backoff ->
                        "BACKOFF " + backoff.attempt() + "/" + backoff.maxAttempts() + " "
                                + Duration.between(backoff.since(), backoff.due())
                                        .toSeconds() + " s"
                                + (backoff.mayHaveRun() ? ", may have run" : "");
                    case Deferred deferred -> "DEFERRED";
                    case Finished finished -> "FINISHED " + finished.status() + " " + finished.attempt();
                    case Unknown unknown -> "UNKNOWN " + unknown.attempt();
                };
            }
            case PublishLate late -> {
                assertThat(late.result().late()).isTrue();
                yield "late " + late.result().status() + " " + late.result().attempt();
            }
            case Drop drop -> "dropped";
            case Refuse refuse -> "refused " + refuse.reason();
        };
    }
}

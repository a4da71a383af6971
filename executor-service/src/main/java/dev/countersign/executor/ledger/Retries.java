package dev.countersign.executor.ledger;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.executor.ledger.LedgerCommand.DenialReason;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerCommand.Resume;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.Reason;
import dev.countersign.executor.ledger.LedgerDecision.Refuse;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides about further attempts. The next one waits 1, 2, 4 … s, at least as long as the other side has asked for, and
 * at most {@link CatalogEntry#LONGEST_RETRY_WAIT}.
 *
 * @param instance which instance decides
 */
record Retries(CallResults results, String instance) {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    /** A doubling further lies above the longest wait. */
    private static final int MOST_DOUBLINGS = 5;

    /** Waits for the next attempt; the one that has ended must not have been the last. */
    Enter after(Started run, RunOutcome.FailedInPassing failure, Instant at) {
        return wait(run, failure.message(), failure.mayHaveRun(), at, at.plus(pause(run.attempt(), failure.after())));
    }

    /** As {@link #after}, for an attempt that may have done its work. */
    Enter afterTimeout(Started run, String error, Instant at) {
        return wait(run, error, true, at, at.plus(pause(run.attempt(), Optional.empty())));
    }

    /** As {@link #afterTimeout}, where nothing is gained by a pause. */
    Enter atOnce(Started run, String error, Instant at) {
        return wait(run, error, true, at, at);
    }

    private static Enter wait(Started run, String error, boolean mayHaveRun, Instant since, Instant due) {
        return entered(new Backoff(
                run.call(),
                run.attempt(),
                run.maxAttempts(),
                run.instance(),
                run.startedAt(),
                since,
                due,
                error,
                mayHaveRun || run.mayHaveRun()));
    }

    /** A further attempt that certainly never began does not count; where its commit took too long, the next may, too. */
    Enter uncounted(Started run, Instant at) {
        return entered(new Backoff(
                run.call(),
                run.attempt() - 1,
                run.maxAttempts(),
                run.instance(),
                run.startedAt(),
                at,
                at.plus(FIRST_WAIT),
                "attempt " + run.attempt() + " did not begin",
                run.mayHaveRun()));
    }

    private static Duration pause(int attempt, Optional<Duration> asked) {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(attempt - 1, MOST_DOUBLINGS));
        Duration least = asked.filter(wish -> wish.compareTo(doubled) > 0).orElse(doubled);
        return least.compareTo(CatalogEntry.LONGEST_RETRY_WAIT) < 0 ? least : CatalogEntry.LONGEST_RETRY_WAIT;
    }

    LedgerDecision resume(Backoff backoff, Resume resume) {
        Instant at = resume.at();
        if (at.isBefore(backoff.due())) {
            return new Refuse(Reason.NOT_DUE);
        }
        Instant patience = backoff.since().plus(CatalogEntry.LONGEST_RETRY_WAIT);
        return switch (resume.permit()) {
            case Permit.Granted granted
            when at.isAfter(lastStart(backoff, granted.policy())) -> giveUp(backoff, "its time is over", at);
            case Permit.Granted granted
            when backoff.attempt() < granted.policy().maxAttempts() -> entered(next(backoff, granted.policy(), at));
            case Permit.Granted granted -> giveUp(backoff, "no attempt is left", at);
            // The gate waits so long for a result, and no longer.
            case Permit.Full full ->
                at.isAfter(patience) && at.isAfter(backoff.call().notAfter())
                        ? giveUp(backoff, "the tool was too busy for another attempt", at)
                        : new Refuse(Reason.NO_SLOT);
            case Permit.Denied denied
            when denied.reason() == DenialReason.SOURCE_AWAY && !at.isAfter(patience) -> new Refuse(Reason.SOURCE_AWAY);
            case Permit.Denied denied -> giveUp(backoff, denied.sentence(), at);
        };
    }

    /** So late that the attempt would still end within {@link CatalogEntry#longestRun()}, after which the gate speaks. */
    private static Instant lastStart(Backoff backoff, RunPolicy policy) {
        Duration each = policy.timeout().plus(CatalogEntry.LONGEST_RETRY_WAIT);
        return backoff.call().notAfter().plus(each.multipliedBy(policy.maxAttempts() - 1L));
    }

    private Started next(Backoff backoff, RunPolicy policy, Instant at) {
        return new Started(
                backoff.call(),
                backoff.attempt() + 1,
                policy.maxAttempts(),
                instance,
                at,
                at.plus(policy.timeout()),
                backoff.mayHaveRun());
    }

    private Enter giveUp(Backoff backoff, String reason, Instant at) {
        String error = backoff.error() + "; not tried again: " + reason;
        return backoff.mayHaveRun()
                ? results.unknown(backoff, error + "; it may have run", at)
                : results.failed(backoff, error, at);
    }

    private static Enter entered(LedgerEntry entry) {
        return new Enter(entry, Optional.empty());
    }
}

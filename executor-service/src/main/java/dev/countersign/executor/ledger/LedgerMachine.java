package dev.countersign.executor.ledger;

import dev.countersign.executor.ledger.LedgerCommand.Admit;
import dev.countersign.executor.ledger.LedgerCommand.End;
import dev.countersign.executor.ledger.LedgerCommand.Forget;
import dev.countersign.executor.ledger.LedgerCommand.Overdue;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerCommand.Resume;
import dev.countersign.executor.ledger.LedgerCommand.Standing;
import dev.countersign.executor.ledger.LedgerCommand.TakeUp;
import dev.countersign.executor.ledger.LedgerDecision.Drop;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.Reason;
import dev.countersign.executor.ledger.LedgerDecision.Refuse;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Closed;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Finished;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides about one call at a time, from its entry and a command alone.
 *
 * <p>What it guarantees for any order of commands: a closed entry is never opened again, so a call gets one outcome that
 * is not late; a tool that is not idempotent gets a second {@code started} entry only where the first attempt certainly
 * never began; nothing is started first after its {@code notAfter}; a call of which an attempt was
 * not heard of to its end never ends as failed.
 */
public final class LedgerMachine {

    private final CallResults results;
    private final Retries retries;
    private final String instance;

    /**
     * @param executor the executor's name, for results
     * @param instance which instance of it decides
     */
    public LedgerMachine(String executor, String instance) {
        this.instance = instance;
        this.results = new CallResults(executor, instance);
        this.retries = new Retries(results, instance);
    }

    /** Decides a command on the entry that stands; empty where there is none. */
    public LedgerDecision decide(Optional<LedgerEntry> entry, LedgerCommand command) {
        return switch (command) {
            case Admit admit ->
                entry.isPresent()
                        ? new Refuse(Reason.KNOWN_CALL)
                        : start(admit.call(), admit.permit(), admit.at())
                                .orElseGet(() -> deferred(admit.call(), admit.at()));
            case TakeUp takeUp ->
                entry.orElse(null) instanceof Deferred deferred
                        ? start(deferred.call(), takeUp.permit(), takeUp.at())
                                .orElseGet(() -> new Refuse(Reason.NO_SLOT))
                        : new Refuse(Reason.NOT_IN_STATE);
            case Resume resume ->
                entry.orElse(null) instanceof Backoff backoff
                        ? retries.resume(backoff, resume)
                        : new Refuse(Reason.NOT_IN_STATE);
            case End end -> mayDecide(entry, end) ? end(end) : late(entry, end);
            case Overdue overdue ->
                entry.orElse(null) instanceof Started started
                        ? overdue(started, overdue)
                        : new Refuse(Reason.NOT_IN_STATE);
            case Forget forget ->
                entry.orElse(null) instanceof Closed closed ? forget(closed, forget) : new Refuse(Reason.NOT_IN_STATE);
        };
    }

    /** The first start of a call that certainly never ran; empty where it has to wait for a slot. */
    private Optional<LedgerDecision> start(LedgerCall call, Permit permit, Instant at) {
        if (at.isAfter(call.notAfter())) {
            return Optional.of(results.denied(call, Permit.Denied.expired(call.notAfter()), at));
        }
        return switch (permit) {
            case Permit.Granted granted -> Optional.of(entered(first(call, granted.policy(), at)));
            case Permit.Full full -> Optional.empty();
            case Permit.Denied denied -> Optional.of(results.denied(call, denied, at));
        };
    }

    private static boolean mayDecide(Optional<LedgerEntry> entry, End end) {
        return switch (end.standing()) {
            case OWNER -> entry.orElse(null) instanceof Started standing && standing.isSameAttempt(end.run());
            // Nobody else has decided: before the next owner does, it fences the producer that this comes through.
            case FORMER_OWNER -> !(entry.orElse(null) instanceof Closed);
            case NONE -> false;
        };
    }

    private static boolean isReported(Optional<LedgerEntry> entry, Started run) {
        return entry.orElse(null) instanceof Finished finished && finished.isOf(run);
    }

    private LedgerDecision end(End end) {
        Started run = end.run();
        Instant at = end.at();
        return switch (end.outcome()) {
            case RunOutcome.Returned returned -> results.succeeded(run, returned.output(), at);
            case RunOutcome.Threw threw -> failed(run, threw.message(), false, at);
            case RunOutcome.FailedInPassing failure ->
                run.hasAttemptsLeft()
                        ? retries.after(run, failure, at)
                        : failed(run, failure.message(), failure.mayHaveRun(), at);
            case RunOutcome.TimedOut timedOut -> {
                String error = "timed out after " + seconds(run.timeout());
                yield run.hasAttemptsLeft() ? retries.afterTimeout(run, error, at) : failed(run, error, true, at);
            }
            case RunOutcome.Stopped stopped -> unheard(run, "stopped while it ran", at);
            case RunOutcome.NeverRan neverRan -> again(end);
        };
    }

    /** For the record only: the call has, or gets, its outcome from someone else. */
    private LedgerDecision late(Optional<LedgerEntry> entry, End end) {
        if (isReported(entry, end.run())) {
            return new Refuse(Reason.ALREADY_FINISHED);
        }
        return switch (end.outcome()) {
            case RunOutcome.Returned returned -> results.lateSuccess(end.run(), returned.output(), end.at());
            case RunOutcome.Threw threw -> results.lateFailure(end.run(), threw.message(), end.at());
            case RunOutcome.FailedInPassing failure
            when !failure.mayHaveRun() -> results.lateFailure(end.run(), failure.message(), end.at());
            case RunOutcome.FailedInPassing failure -> new Refuse(Reason.NOT_IN_STATE);
            case RunOutcome.TimedOut timedOut -> new Refuse(Reason.NOT_IN_STATE);
            case RunOutcome.Stopped stopped -> new Refuse(Reason.NOT_IN_STATE);
            case RunOutcome.NeverRan neverRan -> new Refuse(Reason.NOT_IN_STATE);
        };
    }

    /** The last attempt has not succeeded; the call has failed where certainly no attempt has done its work. */
    private LedgerDecision failed(Started run, String error, boolean mayHaveRun, Instant at) {
        if (mayHaveRun) {
            return results.unknown(run, error + "; it may have run", at);
        }
        return run.mayHaveRun()
                ? results.unknown(run, error + "; an earlier attempt may have run", at)
                : results.failed(run, error, at);
    }

    /** Nobody will say how the attempt has ended. */
    private LedgerDecision unheard(Started run, String error, Instant at) {
        return run.hasAttemptsLeft() ? retries.atOnce(run, error, at) : failed(run, error, true, at);
    }

    /** An attempt that certainly never began does not count. */
    private LedgerDecision again(End end) {
        Started run = end.run();
        if (end.standing() != Standing.OWNER) {
            return new Refuse(Reason.NOT_OWNER);
        }
        return run.attempt() > 1
                ? retries.uncounted(run, end.at())
                : start(run.call(), end.retry(), end.at()).orElseGet(() -> deferred(run.call(), end.at()));
    }

    private LedgerDecision overdue(Started started, Overdue overdue) {
        return overdue.at().isBefore(started.deadline().plus(overdue.grace()))
                ? new Refuse(Reason.NOT_DUE)
                : unheard(started, "started by " + started.instance() + " and never heard of again", overdue.at());
    }

    private static LedgerDecision forget(Closed closed, Forget forget) {
        // A record counts as a repeat by the broker's clock, and until the skew has passed: what is written from now on
        // does.
        return forget.at().isAfter(closed.notAfter().plus(forget.skew().multipliedBy(2)))
                ? new Drop(closed.key())
                : new Refuse(Reason.NOT_DUE);
    }

    private Started first(LedgerCall call, RunPolicy policy, Instant at) {
        return new Started(call, 1, policy.maxAttempts(), instance, at, at.plus(policy.timeout()), false);
    }

    private static LedgerDecision deferred(LedgerCall call, Instant at) {
        return entered(new Deferred(call, at));
    }

    private static LedgerDecision entered(LedgerEntry entry) {
        return new Enter(entry, Optional.empty());
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}

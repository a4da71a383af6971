package dev.countersign.executor.ledger;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.LedgerCommand.Admit;
import dev.countersign.executor.ledger.LedgerCommand.End;
import dev.countersign.executor.ledger.LedgerCommand.Forget;
import dev.countersign.executor.ledger.LedgerCommand.Overdue;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerCommand.Standing;
import dev.countersign.executor.ledger.LedgerCommand.TakeUp;
import dev.countersign.executor.ledger.LedgerDecision.Drop;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.PublishLate;
import dev.countersign.executor.ledger.LedgerDecision.Reason;
import dev.countersign.executor.ledger.LedgerDecision.Refuse;
import dev.countersign.executor.ledger.LedgerEntry.Closed;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Finished;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.LedgerEntry.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides about one call at a time, from its entry and a command alone.
 *
 * <p>What it guarantees for any order of commands: a closed entry is never opened again, so a call gets one outcome that
 * is not late; a tool that is not idempotent gets a second {@code started} entry only where the first attempt certainly
 * never began; nothing is started first after its {@code notAfter}.
 *
 * @param executor the executor's name, for results
 * @param instance which instance of it decides
 */
public record LedgerMachine(String executor, String instance) {

    /** Decides a command on the entry that stands; empty where there is none. */
    public LedgerDecision decide(Optional<LedgerEntry> entry, LedgerCommand command) {
        return switch (command) {
            case Admit admit ->
                entry.isPresent()
                        ? new Refuse(Reason.KNOWN_CALL)
                        : start(admit.call(), admit.permit(), admit.at())
                                .orElseGet(() -> enter(new Deferred(admit.call(), admit.at())));
            case TakeUp takeUp ->
                entry.orElse(null) instanceof Deferred deferred
                        ? start(deferred.call(), takeUp.permit(), takeUp.at())
                                .orElseGet(() -> new Refuse(Reason.NO_SLOT))
                        : new Refuse(Reason.NOT_IN_STATE);
            case End end -> end(entry, end);
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
            return Optional.of(deny(call, Permit.Denied.expired(call.notAfter()), at));
        }
        return switch (permit) {
            case Permit.Granted granted -> Optional.of(enter(started(call, 1, granted.policy(), at)));
            case Permit.Full full -> Optional.empty();
            case Permit.Denied denied -> Optional.of(deny(call, denied, at));
        };
    }

    private LedgerDecision deny(LedgerCall call, Permit.Denied denied, Instant at) {
        ToolResult result = new ToolResult(
                call.callId(),
                call.conversationId(),
                call.turn(),
                call.tool(),
                denied.reason().status(),
                Optional.empty(),
                Optional.of(denied.sentence()),
                call.editedArguments(),
                Optional.empty(),
                at,
                0,
                false,
                Optional.of(executor),
                Optional.of(instance));
        return new Enter(
                new Finished(call.key(), call.notAfter(), denied.reason().status(), 0, instance, at),
                Optional.of(result));
    }

    private LedgerDecision end(Optional<LedgerEntry> entry, End end) {
        boolean open = switch (end.standing()) {
            case OWNER -> entry.orElse(null) instanceof Started standing && standing.isSameAttempt(end.run());
            // Nobody else has decided: before the next owner does, it fences the producer that this comes through.
            case FORMER_OWNER -> true;
            case NONE -> false;
        };
        return switch (end.outcome()) {
            case RunOutcome.Returned returned -> conclude(entry, open, end, Status.SUCCEEDED);
            case RunOutcome.Threw threw -> conclude(entry, open, end, Status.FAILED);
            case RunOutcome.TimedOut timedOut -> open ? timedOut(end) : new Refuse(Reason.NOT_IN_STATE);
            case RunOutcome.NeverRan neverRan -> open ? again(end) : new Refuse(Reason.NOT_IN_STATE);
        };
    }

    private LedgerDecision conclude(Optional<LedgerEntry> entry, boolean open, End end, Status status) {
        if (entry.orElse(null) instanceof Finished finished && finished.isOf(end.run())) {
            return new Refuse(Reason.ALREADY_FINISHED);
        }
        ToolResult result = result(end, status, !open);
        if (!open) {
            return new PublishLate(result);
        }
        LedgerCall call = end.run().call();
        return new Enter(
                new Finished(call.key(), call.notAfter(), status, end.run().attempt(), instance, end.at()),
                Optional.of(result));
    }

    private LedgerDecision timedOut(End end) {
        if (end.run().attempt() < end.run().maxAttempts()) {
            return end.standing() == Standing.OWNER
                    ? retry(end.run(), end.retry(), end.at())
                    : new Refuse(Reason.NOT_OWNER);
        }
        return unknown(
                end.run(), end.at(), "timed out after " + seconds(end.run().timeout()) + "; it may have run");
    }

    /** An attempt that certainly never began does not count. */
    private LedgerDecision again(End end) {
        if (end.standing() != Standing.OWNER) {
            return new Refuse(Reason.NOT_OWNER);
        }
        LedgerCall call = end.run().call();
        if (end.run().attempt() > 1) {
            return switch (end.retry()) {
                case Permit.Granted granted -> enter(started(call, end.run().attempt(), granted.policy(), end.at()));
                case Permit.Full full -> new Refuse(Reason.NO_SLOT);
                case Permit.Denied denied -> unknown(end.run(), end.at(), "an earlier attempt may have run");
            };
        }
        return start(call, end.retry(), end.at()).orElseGet(() -> enter(new Deferred(call, end.at())));
    }

    private LedgerDecision overdue(Started started, Overdue overdue) {
        if (overdue.at().isBefore(started.deadline().plus(overdue.grace()))) {
            return new Refuse(Reason.NOT_DUE);
        }
        if (started.attempt() < started.maxAttempts()) {
            return retry(started, overdue.retry(), overdue.at());
        }
        return unknown(
                started,
                overdue.at(),
                "started by " + started.instance() + " and never heard of again; it may have run");
    }

    private LedgerDecision retry(Started started, Permit permit, Instant at) {
        return switch (permit) {
            case Permit.Granted granted
            when started.attempt() < granted.policy().maxAttempts() ->
                enter(started(started.call(), started.attempt() + 1, granted.policy(), at));
            case Permit.Granted granted -> unknown(started, at, "no attempt is left; it may have run");
            case Permit.Full full -> new Refuse(Reason.NO_SLOT);
            case Permit.Denied denied -> unknown(started, at, denied.sentence() + "; an earlier attempt may have run");
        };
    }

    private LedgerDecision unknown(Started started, Instant at, String error) {
        LedgerCall call = started.call();
        ToolResult result = report(started, Status.UNKNOWN, Optional.empty(), Optional.of(error), at, false);
        return new Enter(
                new Unknown(call.key(), call.notAfter(), started.attempt(), started.instance(), at),
                Optional.of(result));
    }

    private ToolResult result(End end, Status status, boolean late) {
        return switch (end.outcome()) {
            case RunOutcome.Returned returned ->
                report(end.run(), status, Optional.of(returned.output()), Optional.empty(), end.at(), late);
            case RunOutcome.Threw threw ->
                report(end.run(), status, Optional.empty(), Optional.of(threw.message()), end.at(), late);
            case RunOutcome.TimedOut timedOut -> throw new IllegalStateException("a timeout has no result of its own");
            case RunOutcome.NeverRan neverRan -> throw new IllegalStateException("what never ran has no result");
        };
    }

    private ToolResult report(
            Started started,
            Status status,
            Optional<CanonicalJson> output,
            Optional<String> error,
            Instant at,
            boolean late) {
        LedgerCall call = started.call();
        return new ToolResult(
                call.callId(),
                call.conversationId(),
                call.turn(),
                call.tool(),
                status,
                output,
                error,
                call.editedArguments(),
                Optional.of(started.startedAt()),
                at,
                started.attempt(),
                late,
                Optional.of(executor),
                Optional.of(started.instance()));
    }

    private static LedgerDecision forget(Closed closed, Forget forget) {
        // A record counts as a repeat by the broker's clock, and until the skew has passed: what is written from now on
        // does.
        return forget.at().isAfter(closed.notAfter().plus(forget.skew().multipliedBy(2)))
                ? new Drop(closed.key())
                : new Refuse(Reason.NOT_DUE);
    }

    private Started started(LedgerCall call, int attempt, RunPolicy policy, Instant at) {
        return new Started(call, attempt, policy.maxAttempts(), instance, at, at.plus(policy.timeout()));
    }

    private static LedgerDecision enter(LedgerEntry entry) {
        return new Enter(entry, Optional.empty());
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}

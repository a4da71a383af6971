package dev.countersign.executor.execution;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry;
import dev.countersign.executor.ledger.LedgerEntry.Backoff;
import dev.countersign.executor.ledger.LedgerEntry.Deferred;
import dev.countersign.executor.ledger.LedgerEntry.Finished;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.LedgerEntry.Unknown;
import java.time.Instant;
import java.util.Optional;

/**
 * A ledger entry as it is written on {@code executor-ledger}, under the key {@code conversationId/callId}.
 *
 * @param executor whose entry it is; the topic may be shared
 * @param at since when it stands so
 * @param call while it is open
 * @param attempt the last attempt; 0 where there was none
 * @param maxAttempts once it was started, while it is open
 * @param deadline while it runs
 * @param status once it is finished
 * @param notAfter once it is closed
 * @param backoff while it waits for its next attempt
 * @param mayHaveRun while it is open: whether an attempt that has ended may have done its work
 */
record LedgerRecord(
        String executor,
        State state,
        Instant at,
        Optional<LedgerCall> call,
        int attempt,
        Optional<Integer> maxAttempts,
        Optional<String> instance,
        Optional<Instant> deadline,
        Optional<ToolResult.Status> status,
        Optional<Instant> notAfter,
        Optional<Wait> backoff,
        Optional<Boolean> mayHaveRun) {

    enum State {
        DEFERRED,
        STARTED,
        BACKOFF,
        FINISHED,
        UNKNOWN
    }

    /** The wait for the next attempt, and what is known of the one before. */
    record Wait(Instant startedAt, Instant due, String error) {}

    /** Reads a record; the executors alone write this topic, so that an unreadable one is a defect. */
    static LedgerRecord read(byte[] value) throws UnreadableException {
        return JsonCodec.read(value, LedgerRecord.class);
    }

    static LedgerRecord of(String executor, LedgerEntry entry) {
        return switch (entry) {
            case Deferred deferred -> open(executor, State.DEFERRED, deferred.since(), deferred.call());
            case Started started ->
                open(executor, State.STARTED, started.startedAt(), started.call())
                        .attempted(started, started.maxAttempts(), started.mayHaveRun())
                        .until(started.deadline());
            case Backoff backoff ->
                open(executor, State.BACKOFF, backoff.since(), backoff.call())
                        .attempted(backoff, backoff.maxAttempts(), backoff.mayHaveRun())
                        .waiting(new Wait(backoff.startedAt(), backoff.due(), backoff.error()));
            case Finished finished ->
                closed(executor, State.FINISHED, finished.finishedAt(), finished)
                        .ended(finished.attempt(), finished.instance(), Optional.of(finished.status()));
            case Unknown unknown ->
                closed(executor, State.UNKNOWN, unknown.declaredAt(), unknown)
                        .ended(unknown.attempt(), unknown.instance(), Optional.empty());
        };
    }

    byte[] write() {
        return JsonCodec.write(this);
    }

    private static LedgerRecord open(String executor, State state, Instant at, LedgerCall call) {
        return bare(executor, state, at, Optional.of(call), Optional.empty());
    }

    private static LedgerRecord closed(String executor, State state, Instant at, LedgerEntry.Closed entry) {
        return bare(executor, state, at, Optional.empty(), Optional.of(entry.notAfter()));
    }

    private static LedgerRecord bare(
            String executor, State state, Instant at, Optional<LedgerCall> call, Optional<Instant> notAfter) {
        return new LedgerRecord(
                executor,
                state,
                at,
                call,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                notAfter,
                Optional.empty(),
                Optional.empty());
    }

    private LedgerRecord attempted(LedgerEntry.Attempted run, int most, boolean unclear) {
        return new LedgerRecord(
                executor,
                state,
                at,
                call,
                run.attempt(),
                Optional.of(most),
                Optional.of(run.instance()),
                deadline,
                status,
                notAfter,
                backoff,
                Optional.of(unclear));
    }

    private LedgerRecord until(Instant end) {
        return new LedgerRecord(
                executor,
                state,
                at,
                call,
                attempt,
                maxAttempts,
                instance,
                Optional.of(end),
                status,
                notAfter,
                backoff,
                mayHaveRun);
    }

    private LedgerRecord waiting(Wait next) {
        return new LedgerRecord(
                executor,
                state,
                at,
                call,
                attempt,
                maxAttempts,
                instance,
                deadline,
                status,
                notAfter,
                Optional.of(next),
                mayHaveRun);
    }

    private LedgerRecord ended(int number, String ranBy, Optional<ToolResult.Status> outcome) {
        return new LedgerRecord(
                executor,
                state,
                at,
                call,
                number,
                maxAttempts,
                Optional.of(ranBy),
                deadline,
                outcome,
                notAfter,
                backoff,
                mayHaveRun);
    }

    LedgerEntry entry(CallKey key) {
        return switch (state) {
            case DEFERRED -> new Deferred(call.orElseThrow(), at);
            case STARTED ->
                new Started(
                        call.orElseThrow(),
                        attempt,
                        maxAttempts.orElseThrow(),
                        instance.orElseThrow(),
                        at,
                        deadline.orElseThrow(),
                        // Entries from before it was noted were tried again only where an attempt may have run.
                        mayHaveRun.orElse(attempt > 1));
            case BACKOFF -> waitingEntry(backoff.orElseThrow());
            case FINISHED ->
                new Finished(key, notAfter.orElseThrow(), status.orElseThrow(), attempt, instance.orElseThrow(), at);
            case UNKNOWN -> new Unknown(key, notAfter.orElseThrow(), attempt, instance.orElseThrow(), at);
        };
    }

    private Backoff waitingEntry(Wait next) {
        return new Backoff(
                call.orElseThrow(),
                attempt,
                maxAttempts.orElseThrow(),
                instance.orElseThrow(),
                next.startedAt(),
                at,
                next.due(),
                next.error(),
                mayHaveRun.orElseThrow());
    }
}

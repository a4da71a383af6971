package dev.countersign.executor.execution;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.ledger.LedgerCall;
import dev.countersign.executor.ledger.LedgerEntry;
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
 * @param deadline while it runs
 * @param maxAttempts while it runs
 * @param status once it is finished
 * @param notAfter once it is closed
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
        Optional<Instant> notAfter) {

    enum State {
        DEFERRED,
        STARTED,
        FINISHED,
        UNKNOWN
    }

    /** Reads a record; the executors alone write this topic, so that an unreadable one is a defect. */
    static LedgerRecord read(byte[] value) throws UnreadableException {
        return JsonCodec.read(value, LedgerRecord.class);
    }

    static LedgerRecord of(String executor, LedgerEntry entry) {
        return switch (entry) {
            case Deferred deferred ->
                open(executor, State.DEFERRED, deferred.since(), deferred.call())
                        .with(0, Optional.empty());
            case Started started ->
                open(executor, State.STARTED, started.startedAt(), started.call())
                        .with(started.attempt(), Optional.of(started));
            case Finished finished ->
                closed(executor, State.FINISHED, finished.finishedAt(), finished)
                        .with(finished.attempt(), finished.instance(), Optional.of(finished.status()));
            case Unknown unknown ->
                closed(executor, State.UNKNOWN, unknown.declaredAt(), unknown)
                        .with(unknown.attempt(), unknown.instance(), Optional.empty());
        };
    }

    byte[] write() {
        return JsonCodec.write(this);
    }

    private static LedgerRecord open(String executor, State state, Instant at, LedgerCall call) {
        return new LedgerRecord(
                executor,
                state,
                at,
                Optional.of(call),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static LedgerRecord closed(String executor, State state, Instant at, LedgerEntry.Closed entry) {
        return new LedgerRecord(
                executor,
                state,
                at,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(entry.notAfter()));
    }

    private LedgerRecord with(int number, Optional<Started> started) {
        return new LedgerRecord(
                executor,
                state,
                at,
                call,
                number,
                started.map(Started::maxAttempts),
                started.map(Started::instance),
                started.map(Started::deadline),
                status,
                notAfter);
    }

    private LedgerRecord with(int number, String ranBy, Optional<ToolResult.Status> outcome) {
        return new LedgerRecord(
                executor, state, at, call, number, maxAttempts, Optional.of(ranBy), deadline, outcome, notAfter);
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
                        deadline.orElseThrow());
            case FINISHED ->
                new Finished(key, notAfter.orElseThrow(), status.orElseThrow(), attempt, instance.orElseThrow(), at);
            case UNKNOWN -> new Unknown(key, notAfter.orElseThrow(), attempt, instance.orElseThrow(), at);
        };
    }
}

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
 * @param at since when it stands so
 * @param call while it is open
 * @param deadline while it runs
 * @param maxAttempts while it runs
 * @param status once it is finished
 * @param notAfter once it is closed
 */
record LedgerRecord(
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

    static byte[] write(LedgerEntry entry) {
        return JsonCodec.write(of(entry));
    }

    /** Reads an entry back; the executor alone writes this topic, so that an unreadable one is a defect. */
    static LedgerEntry read(CallKey key, byte[] value) throws UnreadableException {
        return JsonCodec.read(value, LedgerRecord.class).entry(key);
    }

    private static LedgerRecord of(LedgerEntry entry) {
        return switch (entry) {
            case Deferred deferred ->
                new LedgerRecord(
                        State.DEFERRED,
                        deferred.since(),
                        Optional.of(deferred.call()),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
            case Started started ->
                new LedgerRecord(
                        State.STARTED,
                        started.startedAt(),
                        Optional.of(started.call()),
                        started.attempt(),
                        Optional.of(started.maxAttempts()),
                        Optional.of(started.instance()),
                        Optional.of(started.deadline()),
                        Optional.empty(),
                        Optional.empty());
            case Finished finished ->
                closed(State.FINISHED, finished.finishedAt(), finished.attempt(), finished.instance(), finished)
                        .with(finished.status());
            case Unknown unknown ->
                closed(State.UNKNOWN, unknown.declaredAt(), unknown.attempt(), unknown.instance(), unknown);
        };
    }

    private static LedgerRecord closed(
            State state, Instant at, int attempt, String instance, LedgerEntry.Closed entry) {
        return new LedgerRecord(
                state,
                at,
                Optional.empty(),
                attempt,
                Optional.empty(),
                Optional.of(instance),
                Optional.empty(),
                Optional.empty(),
                Optional.of(entry.notAfter()));
    }

    private LedgerRecord with(ToolResult.Status outcome) {
        return new LedgerRecord(
                state, at, call, attempt, maxAttempts, instance, deadline, Optional.of(outcome), notAfter);
    }

    private LedgerEntry entry(CallKey key) {
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
                new Finished(
                        key, notAfter.orElseThrow(), status.orElseThrow(), attempt, instance.orElseThrow(), at);
            case UNKNOWN -> new Unknown(key, notAfter.orElseThrow(), attempt, instance.orElseThrow(), at);
        };
    }
}

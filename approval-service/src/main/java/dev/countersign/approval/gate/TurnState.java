package dev.countersign.approval.gate;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is released together, and who is in it so far. Small whatever its calls carry: at most
 * {@value Turn#MAX_SIZE} calls, without their arguments.
 *
 * @param size how many calls the turn has when all have come
 * @param openedAt when its first call came
 * @param expiresAt when the time to decide is over, for all of it
 * @param closedBy what closed the whole turn; under {@link GateMode#TURN} alone
 * @param calls those that have come, in the order in which they came
 */
public record TurnState(
        TurnKey key,
        GateMode gate,
        int size,
        Instant openedAt,
        Instant expiresAt,
        Optional<RejectedCall.Kind> closedBy,
        List<CallState> calls) {

    public TurnState {
        calls = List.copyOf(calls);
        if (calls.size() > size || size > Turn.MAX_SIZE) {
            throw new IllegalArgumentException("a turn has no more calls than its size");
        }
    }

    /** The call of this id, if it has come. */
    public Optional<CallState> call(CallId id) {
        return calls.stream().filter(call -> call.id().equals(id)).findFirst();
    }

    /** The calls that can still be decided. */
    public List<CallState> held() {
        return calls.stream().filter(CallState::isHeld).toList();
    }

    boolean isExpiredAt(Instant time) {
        return !time.isBefore(expiresAt);
    }

    /** Whether all of it has come and nothing of it waits for people. */
    boolean isDecided() {
        return isComplete() && calls.stream().allMatch(TurnState::isApprovedOrAnswered);
    }

    private static boolean isApprovedOrAnswered(CallState call) {
        return switch (call.phase()) {
            case CallPhase.Held held -> held.isApproved();
            case CallPhase.Closed closed -> closed.reason().kind() == RejectedCall.Kind.ANSWERED;
            case CallPhase.Released released -> false;
            case CallPhase.Finished finished -> false;
        };
    }

    boolean isComplete() {
        return calls.size() == size;
    }

    boolean hasCallAt(int index) {
        return calls.stream().anyMatch(call -> call.index() == index);
    }

    /** The place of a call in this turn, as the asker named it. */
    public Optional<Turn> place(CallState call) {
        return key.turnId().map(id -> new Turn(id, call.index(), size));
    }

    TurnState with(CallState another) {
        return withCalls(Stream.concat(calls.stream(), Stream.of(another)).toList());
    }

    TurnState replacing(CallState changed) {
        return withCalls(calls.stream()
                .map(call -> call.id().equals(changed.id()) ? changed : call)
                .toList());
    }

    TurnState expiringAt(Instant earlier) {
        return new TurnState(key, gate, size, openedAt, earlier, closedBy, calls);
    }

    TurnState closedBy(RejectedCall.Kind cause) {
        return new TurnState(key, gate, size, openedAt, expiresAt, Optional.of(cause), calls);
    }

    private TurnState withCalls(List<CallState> next) {
        return new TurnState(key, gate, size, openedAt, expiresAt, closedBy, next);
    }

    /** When time alone changes something here next. */
    public Instant dueAt(Duration retention) {
        return calls.stream()
                .<Instant>mapMulti((call, dues) -> {
                    switch (call.phase()) {
                        case CallPhase.Held held -> {
                            dues.accept(expiresAt);
                            held.nudgeAt(expiresAt).ifPresent(dues);
                        }
                        case CallPhase.Released released -> dues.accept(released.watchUntil());
                        case CallPhase.Finished finished -> {}
                        case CallPhase.Closed closed -> {}
                    }
                })
                .min(Instant::compareTo)
                .orElseGet(() -> forgetAt(retention));
    }

    private Instant forgetAt(Duration retention) {
        Instant last = calls.stream()
                .map(call -> switch (call.phase()) {
                    case CallPhase.Held held -> expiresAt;
                    case CallPhase.Released released -> released.watchUntil();
                    case CallPhase.Finished finished -> finished.lastAt();
                    case CallPhase.Closed closed -> closed.at();
                })
                .max(Instant::compareTo)
                .orElse(expiresAt);
        // What has not come may still come, and must then find what became of its turn.
        Instant end = !isComplete() && last.isBefore(expiresAt) ? expiresAt : last;
        return end.plus(retention);
    }
}

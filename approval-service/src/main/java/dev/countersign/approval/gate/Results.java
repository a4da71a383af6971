package dev.countersign.approval.gate;

import dev.countersign.approval.gate.Decision.Fault;
import dev.countersign.approval.gate.Decision.NotAccepted;
import dev.countersign.approval.gate.Decision.Repeated;
import dev.countersign.approval.gate.Decision.Taken;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import java.util.Optional;

/** An executor reports. The first result that is not late counts; one more is kept for the record. */
final class Results {

    private Results() {}

    static Digest digest(ToolResult result) {
        return Digest.of(JsonCodec.write(result));
    }

    static Decision observe(Draft draft, ToolResult result, Circumstances now) {
        Optional<CallState> call = draft.state()
                .known()
                .filter(known -> known.stray().isEmpty())
                .flatMap(known -> draft.state().turn())
                .flatMap(turn -> turn.call(result.callId()));
        if (call.isEmpty()) {
            return refuse(draft, Fault.UNKNOWN_CALL, "no such call is known here");
        }
        return switch (call.get().phase()) {
            case CallPhase.Held held -> refuse(draft, Fault.NOT_RELEASED, "the call was not released");
            case CallPhase.Closed closed -> refuse(draft, Fault.NOT_RELEASED, "the call was never released");
            case CallPhase.Released released -> first(draft, call.get(), released, result, now);
            case CallPhase.Finished finished -> another(draft, call.get(), finished, result);
        };
    }

    /** An executor says that it starts a call: told to people, believed for nothing else. */
    static Decision started(Draft draft, ToolStarted started) {
        Optional<CallState> call = draft.state().turn().flatMap(turn -> turn.call(started.callId()));
        if (call.isEmpty()) {
            return refuse(draft, Fault.UNKNOWN_CALL, "no such call is known here");
        }
        return switch (call.get().phase()) {
            case CallPhase.Held held -> refuse(draft, Fault.NOT_RELEASED, "the call was not released");
            case CallPhase.Closed closed -> refuse(draft, Fault.NOT_RELEASED, "the call was never released");
            case CallPhase.Finished finished -> draft.reply(new Repeated());
            case CallPhase.Released released -> {
                if (!released.executor().equals(started.executor())
                        || !call.get().tool().equals(started.tool())) {
                    yield refuse(draft, Fault.NOT_BELIEVED, "the call was released to another executor or tool");
                }
                draft.emit(new GateEvent.CallStarted(started.callId(), started.startedAt()));
                yield draft.reply(new Taken());
            }
        };
    }

    private static Decision first(
            Draft draft, CallState call, CallPhase.Released released, ToolResult result, Circumstances now) {
        Optional<String> doubt = doubt(draft.turn(), call, released.executor(), result);
        if (doubt.isPresent()) {
            return refuse(draft, Fault.NOT_BELIEVED, doubt.get());
        }
        if (result.late()) {
            return late(draft, call, released.late(), result);
        }
        draft.emit(new GateEvent.ResultTaken(call.id(), result, now.time()));
        return draft.reply(new Taken());
    }

    private static Decision another(Draft draft, CallState call, CallPhase.Finished finished, ToolResult result) {
        if (finished.knows(digest(result))) {
            return draft.reply(new Repeated());
        }
        Optional<String> doubt = doubt(draft.turn(), call, finished.executor(), result);
        if (doubt.isPresent()) {
            return refuse(draft, Fault.NOT_BELIEVED, doubt.get());
        }
        return late(draft, call, finished.late(), result);
    }

    /** Kept for the record, whether the one that counts has come or is yet to come. */
    private static Decision late(Draft draft, CallState call, Optional<Digest> known, ToolResult result) {
        if (known.filter(digest(result)::equals).isPresent()) {
            return draft.reply(new Repeated());
        }
        if (known.isPresent()) {
            return refuse(draft, Fault.ONE_TOO_MANY, "a late result of the call is known already");
        }
        draft.emit(new GateEvent.LateResultTaken(call.id(), result));
        return draft.reply(new Taken());
    }

    private static Optional<String> doubt(TurnState turn, CallState call, String executor, ToolResult result) {
        if (result.executor().filter(name -> !name.equals(executor)).isPresent()) {
            return Optional.of("the call was released to another executor");
        }
        if (!result.tool().equals(call.tool())) {
            return Optional.of("the call is one of another tool");
        }
        return result.turn().isPresent() && !result.turn().equals(turn.place(call))
                ? Optional.of("the call has another place in its turn")
                : Optional.empty();
    }

    private static Decision refuse(Draft draft, Fault fault, String message) {
        return draft.reply(new NotAccepted(fault, message));
    }
}

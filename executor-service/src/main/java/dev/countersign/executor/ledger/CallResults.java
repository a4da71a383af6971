package dev.countersign.executor.ledger;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolResult.Status;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.ledger.LedgerCommand.Permit;
import dev.countersign.executor.ledger.LedgerDecision.Enter;
import dev.countersign.executor.ledger.LedgerDecision.PublishLate;
import dev.countersign.executor.ledger.LedgerEntry.Attempted;
import dev.countersign.executor.ledger.LedgerEntry.Finished;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import dev.countersign.executor.ledger.LedgerEntry.Unknown;
import java.time.Instant;
import java.util.Optional;

/** The ends of calls: a closed entry, and the result that is published with it. */
record CallResults(String executor, String instance) {

    /** What was never started, and will not be. */
    Enter denied(LedgerCall call, Permit.Denied denied, Instant at) {
        Status status = denied.reason().status();
        ToolResult result = new ToolResult(
                call.callId(),
                call.conversationId(),
                call.turn(),
                call.tool(),
                status,
                Optional.empty(),
                Optional.of(denied.sentence()),
                call.editedArguments(),
                Optional.empty(),
                at,
                0,
                false,
                Optional.of(executor),
                Optional.of(instance));
        return new Enter(new Finished(call.key(), call.notAfter(), status, 0, instance, at), Optional.of(result));
    }

    Enter succeeded(Started run, CanonicalJson output, Instant at) {
        return finished(run, result(run, Status.SUCCEEDED, Optional.of(output), Optional.empty(), at, false));
    }

    Enter failed(Attempted run, String error, Instant at) {
        return finished(run, result(run, Status.FAILED, Optional.empty(), Optional.of(error), at, false));
    }

    private Enter finished(Attempted run, ToolResult result) {
        LedgerCall call = run.call();
        return new Enter(
                new Finished(
                        call.key(),
                        call.notAfter(),
                        result.status(),
                        run.attempt(),
                        run.instance(),
                        result.finishedAt()),
                Optional.of(result));
    }

    Enter unknown(Attempted run, String error, Instant at) {
        LedgerCall call = run.call();
        return new Enter(
                new Unknown(call.key(), call.notAfter(), run.attempt(), run.instance(), at),
                Optional.of(result(run, Status.UNKNOWN, Optional.empty(), Optional.of(error), at, false)));
    }

    PublishLate lateSuccess(Started run, CanonicalJson output, Instant at) {
        return new PublishLate(result(run, Status.SUCCEEDED, Optional.of(output), Optional.empty(), at, true));
    }

    PublishLate lateFailure(Started run, String error, Instant at) {
        return new PublishLate(result(run, Status.FAILED, Optional.empty(), Optional.of(error), at, true));
    }

    private ToolResult result(
            Attempted run,
            Status status,
            Optional<CanonicalJson> output,
            Optional<String> error,
            Instant at,
            boolean late) {
        LedgerCall call = run.call();
        return new ToolResult(
                call.callId(),
                call.conversationId(),
                call.turn(),
                call.tool(),
                status,
                output,
                error,
                call.editedArguments(),
                Optional.of(run.startedAt()),
                at,
                run.attempt(),
                late,
                Optional.of(executor),
                Optional.of(run.instance()));
    }
}

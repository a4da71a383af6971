package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import jakarta.ws.rs.core.Response;

/** What the gate's outcome is over HTTP. */
final class DecisionAnswers {
    private DecisionAnswers() {}

    static Response of(GateOutcome outcome) {
        return switch (outcome) {
            case GateOutcome.Accepted accepted ->
                Response.ok(new Decided(accepted.conversationId(), Decided.ACCEPTED, accepted.calls()))
                        .build();
            case GateOutcome.Refused refused -> throw problem(refused).asException();
        };
    }

    private static Problem problem(GateOutcome.Refused refused) {
        Problem problem = kind(refused.kind(), refused.message());
        return refused.standing()
                .map(standing -> problem.with("call", standing))
                .orElse(problem);
    }

    private static Problem kind(Refusal kind, String message) {
        return switch (kind) {
            case NOT_FOUND -> Problem.ofKind("not-found", Response.Status.NOT_FOUND, "No such call or turn", message);
            case ALREADY_DECIDED -> conflict("already-decided", "The call is decided already", message);
            case EXPIRED -> conflict("expired", "The time to decide is over", message);
            case STALE_ARGUMENTS ->
                conflict("stale", "The call is not what was shown", message)
                        .at("argumentsDigest")
                        .with("changed", "arguments");
            case STALE_TOOL ->
                conflict("stale", "The call is not what was shown", message)
                        .at("toolDigest")
                        .with("changed", "tool");
        };
    }

    private static Problem conflict(String kind, String title, String message) {
        return Problem.ofKind(kind, Response.Status.CONFLICT, title, message);
    }
}

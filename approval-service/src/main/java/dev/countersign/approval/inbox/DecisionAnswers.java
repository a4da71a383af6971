package dev.countersign.approval.inbox;

import dev.countersign.approval.edge.Problem;
import dev.countersign.approval.gate.GateOutcome;
import dev.countersign.approval.gate.GateOutcome.Refusal;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.SortedSet;

/** What the gate's outcome is over HTTP. */
final class DecisionAnswers {
    private DecisionAnswers() {}

    /**
     * The answer.
     *
     * @param missing where a grant that was made does not hold, or not yet
     */
    static Response of(GateOutcome outcome, Optional<SortedSet<Integer>> missing) {
        return switch (outcome) {
            case GateOutcome.Accepted accepted ->
                Response.ok(Decided.of(accepted, missing)).build();
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
            case NOT_ENTITLED -> forbidden("not-entitled", "Not entitled", message);
            case OWN_REQUEST -> forbidden("own-request", "Your own request", message);
            case VERB_NOT_ALLOWED ->
                forbidden("verb-not-allowed", "The rule does not allow such a decision", message)
                        .at("decision");
            case UNFIT_ARGUMENTS ->
                Problem.unprocessable("unfit-arguments", "The arguments do not fit the tool", message)
                        .at("arguments");
            case GRANT_NOT_ALLOWED ->
                Problem.unprocessable("grant-not-allowed", "Such a grant cannot be made", message)
                        .at("grant");
            case DENIED -> conflict("denied", "Denied, whatever people say", message);
            case CLAIMED -> conflict("claimed", "Somebody else looks at the call", message);
            case TOO_MANY_COMMENTS -> conflict("too-many-comments", "The call has too many comments", message);
            case NOT_UNKNOWN -> conflict("not-unknown", "The outcome of the call is not unknown", message);
            case ALREADY_SETTLED -> conflict("already-settled", "The call is settled already", message);
            case ALREADY_DECIDED -> conflict("already-decided", "The call is decided already", message);
            case EXPIRED -> conflict("expired", "The time to decide is over", message);
            case STALE_ARGUMENTS -> stale("arguments", message).at("argumentsDigest");
            case STALE_TOOL -> stale("tool", message).at("toolDigest");
        };
    }

    private static Problem stale(String changed, String message) {
        return conflict("stale", "The call is not what was shown", message).with("changed", changed);
    }

    private static Problem conflict(String kind, String title, String message) {
        return Problem.ofKind(kind, Response.Status.CONFLICT, title, message);
    }

    private static Problem forbidden(String kind, String title, String message) {
        return Problem.ofKind(kind, Response.Status.FORBIDDEN, title, message);
    }
}

package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.CallPhase;
import dev.countersign.approval.gate.CallState;
import dev.countersign.approval.gate.Circumstances;
import dev.countersign.approval.gate.Considered;
import dev.countersign.approval.gate.GateCommand;
import dev.countersign.approval.gate.GateEvent;
import dev.countersign.approval.gate.HoldTerms;
import dev.countersign.approval.gate.HoldUnder;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Evaluation;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.GrantBounds;
import dev.countersign.contract.event.Hold;
import dev.countersign.contract.event.ToolRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people are shown of a call that has just come. */
final class CardOpening {

    private CardOpening() {}

    /** The card of a call that has just come. */
    static Approval opened(GateCommand.Propose command, GateEvent.CallCame came, Circumstances now, Instant expiresAt) {
        ToolRequest request = command.request();
        CallState call = came.call();
        Considered considered = came.considered();
        Approval pending = new Approval(
                request.callId(),
                request.conversationId(),
                request.promptId(),
                request.turn(),
                request.gate().orElse(GateMode.CALL),
                request.tool(),
                Optional.empty(),
                Optional.empty(),
                request.arguments(),
                call.argumentsDigest(),
                Optional.empty(),
                Optional.empty(),
                call.toolDigest(),
                Approval.Status.PENDING,
                request.requester(),
                now.requesterProven(),
                request.prompt(),
                request.model(),
                considered.rule(),
                considered.policyVersion(),
                considered.because(),
                call.phase() instanceof CallPhase.Held held
                        ? considered.hold().map(terms -> hold(held.under(), terms, terms.check()))
                        : Optional.empty(),
                evaluation(command, call, considered, now),
                considered.refusedBefore(),
                now.time(),
                expiresAt,
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return call.phase() instanceof CallPhase.Closed closed
                ? Card.after(
                        pending, new GateEvent.CallClosed(call.id(), closed.reason(), closed.decidedBy(), closed.at()))
                : pending;
    }

    private static Evaluation evaluation(
            GateCommand.Propose command, CallState call, Considered considered, Circumstances now) {
        return new Evaluation(
                now.time(),
                considered.switchMode(),
                considered.rule(),
                considered.policyVersion(),
                call.toolDigest(),
                Optional.empty(),
                command.origin(),
                considered.grant(),
                considered.error());
    }

    /** On whom a call waits that is held under a rule. */
    static Hold hold(HoldUnder under, HoldTerms terms, Optional<String> check) {
        return new Hold(
                terms.groups().stream().sorted().toList(),
                under.needed(),
                terms.requesterMustDiffer(),
                terms.verbs().stream().sorted().toList(),
                terms.priority(),
                terms.due().map(under.since()::plus),
                check,
                terms.escalation().map(HoldTerms.Escalation::group),
                terms.grants()
                        .filter(limits -> under.needed() == 1)
                        .map(limits -> new GrantBounds(limits.longest(), limits.uses())));
    }
}

package dev.countersign.approval.gate;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** A call comes. */
final class Arrivals {

    private Arrivals() {}

    static Decision propose(Draft draft, GateCommand.Propose command, Circumstances now) {
        ToolRequest request = command.request();
        Optional<KnownCall> known = draft.state().known();
        if (known.isPresent()) {
            return draft.reply(
                    known.get().content().equals(content(request))
                            ? new Decision.Repeated()
                            : new Decision.NotAccepted(
                                    Decision.Fault.CONFLICT, "a call of this id is known with other content"));
        }
        if (draft.state().turn().isEmpty()) {
            draft.emit(new GateEvent.TurnOpened(
                    TurnKey.of(request),
                    gate(request),
                    size(request),
                    now.time(),
                    now.time().plus(now.terms().expiry())));
        }
        Optional<String> broken = broken(draft.turn(), request);
        if (broken.isPresent()) {
            stray(draft, request, broken.get(), now.time());
        } else {
            take(draft, command, now);
        }
        return draft.reply(new Decision.Taken());
    }

    private static Optional<String> broken(TurnState turn, ToolRequest request) {
        if (turn.size() != size(request)) {
            return Optional.of("its turn has size " + turn.size() + ", not " + size(request));
        }
        if (turn.gate() != gate(request)) {
            return Optional.of("its turn has another gate");
        }
        return turn.hasCallAt(index(request))
                ? Optional.of("its turn has another call at index " + index(request))
                : Optional.empty();
    }

    private static void stray(Draft draft, ToolRequest request, String message, Instant time) {
        CallState stray = call(request, Optional.empty(), closed(Reason.of(Kind.INVALID, message), time));
        draft.emit(new GateEvent.CallStrayed(new KnownCall(draft.turn().key(), content(request), Optional.of(stray))));
        // A turn that was released whole is beyond harm.
        if (!draft.turn().held().isEmpty() || !draft.turn().isComplete()) {
            draft.closeTurnWith(Kind.INVALID, time);
        }
    }

    private static void take(Draft draft, GateCommand.Propose command, Circumstances now) {
        Optional<RejectedCall.Kind> cause = draft.turn().closedBy();
        if (cause.isPresent()) {
            come(draft, command, now, closed(Reason.sibling(cause.get()), now.time()));
        } else if (draft.turn().isExpiredAt(now.time())) {
            come(draft, command, now, closed(GateMachine.EXPIRED, now.time()));
        } else if (now.ended().isPresent()) {
            closeAtOnce(draft, command, now, Withdrawals.ended(), now.ended());
        } else {
            consider(draft, command, now);
        }
    }

    private static void consider(Draft draft, GateCommand.Propose command, Circumstances now) {
        switch (now.offer(command.request().callId())) {
            case Offer.Gone gone -> invalid(draft, command, now, gone.message());
            case Offer.Unfit unfit -> invalid(draft, command, now, unfit.message());
            case Offer.Fits fits -> Proposals.judge(draft, command, fits, now);
        }
    }

    private static void invalid(Draft draft, GateCommand.Propose command, Circumstances now, String message) {
        closeAtOnce(draft, command, now, Reason.of(Kind.INVALID, message), Optional.empty());
    }

    /** The call is closed as it comes and, where its turn is released together, the rest with it. */
    static void closeAtOnce(
            Draft draft, GateCommand.Propose command, Circumstances now, Reason reason, Optional<Decider> by) {
        come(draft, command, now, CallPhase.Closed.of(reason, by, now.time()));
        draft.closeTurnWith(reason.kind(), now.time());
    }

    private static void come(Draft draft, GateCommand.Propose command, Circumstances now, CallPhase.Closed phase) {
        PolicyVerdict verdict = now.verdict(command.request().callId());
        Considered considered = new Considered(
                now.killSwitch().mode(),
                verdict.rule(),
                verdict.policyVersion(),
                Proposals.error(verdict),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                now.refusals().stream().max(Comparator.comparing(PastRefusal::at)));
        come(draft, command, now, phase, considered);
    }

    static void come(
            Draft draft, GateCommand.Propose command, Circumstances now, CallPhase phase, Considered considered) {
        ToolRequest request = command.request();
        draft.emit(new GateEvent.CallCame(
                call(request, toolDigest(now.offer(request.callId())), phase), content(request), considered));
    }

    private static Optional<Digest> toolDigest(Offer offer) {
        return switch (offer) {
            case Offer.Fits fits -> Optional.of(fits.toolDigest());
            case Offer.Unfit unfit -> Optional.of(unfit.toolDigest());
            case Offer.Gone gone -> Optional.empty();
        };
    }

    private static CallState call(ToolRequest request, Optional<Digest> toolDigest, CallPhase phase) {
        return new CallState(
                request.callId(),
                index(request),
                request.tool(),
                request.arguments().digest(),
                false,
                toolDigest,
                request.requester(),
                0,
                phase);
    }

    private static CallPhase.Closed closed(Reason reason, Instant time) {
        return CallPhase.Closed.of(reason, Optional.empty(), time);
    }

    private static GateMode gate(ToolRequest request) {
        return request.gate().orElse(GateMode.CALL);
    }

    private static int size(ToolRequest request) {
        return request.turn().map(Turn::size).orElse(1);
    }

    private static int index(ToolRequest request) {
        return request.turn().map(Turn::index).orElse(0);
    }

    /** Over all that was asked but not over when: a request sent again later is the same request. */
    private static Digest content(ToolRequest request) {
        return Digest.of(JsonCodec.write(new ToolRequest(
                request.callId(),
                request.conversationId(),
                request.promptId(),
                request.turn(),
                request.tool(),
                request.arguments(),
                request.requester(),
                request.requesterProof(),
                request.prompt(),
                request.model(),
                request.gate(),
                Optional.empty())));
    }
}

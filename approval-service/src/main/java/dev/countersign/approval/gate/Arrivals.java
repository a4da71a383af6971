package dev.countersign.approval.gate;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.JsonCodec;
import java.time.Instant;
import java.util.Optional;

/** A call comes. */
final class Arrivals {

    private Arrivals() {}

    static Decision propose(Draft draft, ToolRequest request, Circumstances now) {
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
                    now.time().plus(now.terms().expiry())));
        }
        Optional<String> broken = broken(draft.turn(), request);
        if (broken.isPresent()) {
            stray(draft, request, broken.get(), now.time());
        } else {
            take(draft, request, now);
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
        if (!draft.turn().held().isEmpty()) {
            draft.closeTurnWith(Kind.INVALID, time);
        }
    }

    private static void take(Draft draft, ToolRequest request, Circumstances now) {
        Optional<RejectedCall.Kind> cause = draft.turn().closedBy();
        if (cause.isPresent()) {
            come(draft, request, Optional.empty(), closed(Reason.sibling(cause.get()), now.time()));
        } else if (draft.turn().isExpiredAt(now.time())) {
            come(draft, request, Optional.empty(), closed(GateMachine.EXPIRED, now.time()));
        } else {
            consider(draft, request, now);
        }
    }

    private static void consider(Draft draft, ToolRequest request, Circumstances now) {
        switch (now.offer(request.callId())) {
            case Offer.Gone gone -> invalid(draft, request, Optional.empty(), gone.message(), now.time());
            case Offer.Unfit unfit ->
                invalid(draft, request, Optional.of(unfit.toolDigest()), unfit.message(), now.time());
            case Offer.Fits fits -> {
                switch (now.verdictOnProposal()) {
                    case PolicyVerdict.Hold hold ->
                        come(draft, request, Optional.of(fits.toolDigest()), CallPhase.Held.UNDECIDED);
                }
            }
        }
    }

    private static void invalid(
            Draft draft, ToolRequest request, Optional<Digest> toolDigest, String message, Instant time) {
        come(draft, request, toolDigest, closed(Reason.of(Kind.INVALID, message), time));
        draft.closeTurnWith(Kind.INVALID, time);
    }

    private static void come(Draft draft, ToolRequest request, Optional<Digest> toolDigest, CallPhase phase) {
        draft.emit(new GateEvent.CallCame(call(request, toolDigest, phase), content(request)));
    }

    private static CallState call(ToolRequest request, Optional<Digest> toolDigest, CallPhase phase) {
        return new CallState(
                request.callId(),
                index(request),
                request.tool(),
                request.arguments().digest(),
                toolDigest,
                phase);
    }

    private static CallPhase.Closed closed(Reason reason, Instant time) {
        return new CallPhase.Closed(reason, Optional.empty(), time);
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
                request.prompt(),
                request.model(),
                request.gate(),
                Optional.empty())));
    }
}

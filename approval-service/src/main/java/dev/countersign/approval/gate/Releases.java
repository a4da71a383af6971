package dev.countersign.approval.gate;

import dev.countersign.contract.event.RejectedCall.Kind;
import dev.countersign.contract.event.RejectedCall.Reason;
import dev.countersign.contract.id.CallId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lets go what is decided, after a last look: the tool, the kill switch and the policy's noes may have changed. */
final class Releases {

    private static final String GRANT_GONE = "the grant that covered it was taken back or has expired";

    private final Draft draft;
    private final Circumstances now;

    Releases(Draft draft, Circumstances now) {
        this.draft = draft;
        this.now = now;
    }

    /** Releases those of the calls that are approved or, where a turn goes together, all of it once it is decided. */
    void releaseDecided(List<CallId> calls) {
        switch (draft.turn().gate()) {
            case CALL -> calls.stream().filter(this::isStillApproved).forEach(this::release);
            case TURN -> releaseWholeTurn();
        }
    }

    private void releaseWholeTurn() {
        if (!draft.turn().isDecided()) {
            return;
        }
        List<CallId> approved = draft.turn().held().stream().map(CallState::id).toList();
        boolean all = true;
        for (CallId call : approved) {
            all &= isStillApproved(call);
        }
        if (all) {
            approved.forEach(this::release);
        }
    }

    private boolean isStillApproved(CallId id) {
        CallState call = draft.call(id);
        if (!(call.phase() instanceof CallPhase.Held held)
                || !held.isApproved()
                || !catchUpWithTool(call)
                || !(now.offer(id) instanceof Offer.Fits fits)) {
            return false;
        }
        Optional<Denial> denial = Denials.of(fits.annotations(), now.verdict(id), now);
        if (denial.isPresent()) {
            draft.close(id, denial.get().reason(), Optional.of(denial.get().by()), now.time());
            draft.closeTurnWith(Kind.DENIED, now.time());
            return false;
        }
        held.byItself()
                .flatMap(approval -> doubt(approval, now.verdict(id)))
                .ifPresent(because -> draft.emit(new GateEvent.HeldAfterAll(id, because)));
        return draft.call(id).phase() instanceof CallPhase.Held still && still.isApproved();
    }

    private Optional<String> doubt(CallPhase.ByItself approval, PolicyVerdict verdict) {
        if (Denials.holdsAll(now.killSwitch())) {
            return Optional.of(Proposals.SWITCH_HOLDS);
        }
        // It may be a rule that denies.
        if (verdict instanceof PolicyVerdict.Hold hold && hold.error().isPresent()) {
            return Optional.of(hold.because());
        }
        return approval.grant().filter(id -> !holds(id)).map(gone -> GRANT_GONE);
    }

    private boolean holds(String grant) {
        return now.controls().grants().stream()
                .anyMatch(known -> known.id().equals(grant) && now.time().isBefore(known.expiresAt()));
    }

    /** Whether the tool still is what the call is held under; if not, the call follows the tool. */
    boolean catchUpWithTool(CallState call) {
        return switch (now.offer(call.id())) {
            case Offer.Fits fits -> {
                boolean unchanged =
                        call.toolDigest().filter(fits.toolDigest()::equals).isPresent();
                if (!unchanged) {
                    draft.emit(new GateEvent.ToolChanged(call.id(), fits.toolDigest()));
                }
                yield unchanged;
            }
            case Offer.Unfit unfit -> invalid(call, unfit.message());
            case Offer.Gone gone -> invalid(call, gone.message());
        };
    }

    private boolean invalid(CallState call, String message) {
        draft.close(call.id(), Reason.of(Kind.INVALID, message), Optional.empty(), now.time());
        draft.closeTurnWith(Kind.INVALID, now.time());
        return false;
    }

    private void release(CallId id) {
        if (!(draft.call(id).phase() instanceof CallPhase.Held held) || !(now.offer(id) instanceof Offer.Fits fits)) {
            throw new IllegalStateException("only what is held and fits is released");
        }
        Instant notAfter = now.time()
                .plus(held.under().terms().validity().orElse(now.terms().validity()));
        Instant watchUntil = notAfter.plus(fits.longestRun()).plus(now.terms().silence());
        draft.emit(new GateEvent.CallReleased(
                id, held.approvedBy(), fits.executor(), fits.toolDigest(), now.time(), notAfter, watchUntil));
    }
}

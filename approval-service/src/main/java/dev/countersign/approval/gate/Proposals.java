package dev.countersign.approval.gate;

import dev.countersign.approval.control.Grant;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.event.ToolRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a call that comes and that its tool can take. In this order: the kill switch, the policy's noes, the
 * same call refused before, the policy's yeses, grants; what is left, people decide.
 */
final class Proposals {

    /** Without a prompt's id, the same call is not asked about again for as long. */
    static final Duration ASKED_AGAIN = Duration.ofHours(1);

    static final String SWITCH_HOLDS = "the kill switch holds every call for a person";

    private final Draft draft;
    private final GateCommand.Propose command;
    private final ToolRequest request;
    private final Offer.Fits fits;
    private final Circumstances now;

    private Proposals(Draft draft, GateCommand.Propose command, Offer.Fits fits, Circumstances now) {
        this.draft = draft;
        this.command = command;
        this.request = command.request();
        this.fits = fits;
        this.now = now;
    }

    static void judge(Draft draft, GateCommand.Propose command, Offer.Fits fits, Circumstances now) {
        new Proposals(draft, command, fits, now).judge();
    }

    private void judge() {
        PolicyVerdict verdict = now.verdict(request.callId());
        Optional<Denial> denial = Denials.of(fits.annotations(), verdict, now)
                .or(() -> askedBefore().map(before -> Denials.askedAgain(before, now.time())));
        if (denial.isPresent()) {
            Arrivals.closeAtOnce(
                    draft,
                    command,
                    now,
                    denial.get().reason(),
                    Optional.of(denial.get().by()));
            return;
        }
        switch (verdict) {
            case PolicyVerdict.Approve approve -> approve(approve);
            case PolicyVerdict.Hold hold -> hold(hold);
            case PolicyVerdict.Deny deny -> throw new IllegalStateException("a denial was looked for before");
        }
    }

    private Optional<PastRefusal> askedBefore() {
        return now.refusals().stream().filter(this::isSameQuestion).max(Comparator.comparing(PastRefusal::at));
    }

    private boolean isSameQuestion(PastRefusal before) {
        return before.promptId().isPresent() && request.promptId().isPresent()
                ? before.promptId().equals(request.promptId())
                : now.time().isBefore(before.at().plus(ASKED_AGAIN));
    }

    private void approve(PolicyVerdict.Approve approve) {
        HoldUnder under = under(approve, approve.ifHeld());
        if (Denials.holdsAll(now.killSwitch())) {
            come(under, Optional.of(SWITCH_HOLDS), Optional.empty());
            return;
        }
        come(under, Optional.empty(), Optional.empty());
        approveByItself(new Decider("policy", now.time(), "policy"), Optional.empty());
    }

    private void hold(PolicyVerdict.Hold hold) {
        HoldUnder under = under(hold, hold.terms());
        // What its rule cannot be asked about, a person looks at: nobody saw it when they gave their word.
        boolean mayBeCovered = hold.error().isEmpty() && !Denials.holdsAll(now.killSwitch());
        Optional<Grant> grant = mayBeCovered ? grant(under) : Optional.empty();
        if (grant.isEmpty()) {
            come(under, Optional.of(hold.because()), Optional.empty());
            return;
        }
        come(under, Optional.empty(), grant.map(Grant::id));
        if (!draft.call(request.callId()).isHeld()) {
            return;
        }
        // A use is a use, whatever becomes of the rest of the turn.
        draft.emit(new GateEvent.GrantUsed(request.callId(), grant.get()));
        Decider grantor = new Decider(grant.get().madeBy().name(), now.time(), "grant");
        approveByItself(grantor, grant.map(Grant::id));
    }

    private Optional<Grant> grant(HoldUnder under) {
        if (under.needed() != 1 || under.terms().grants().isEmpty()) {
            return Optional.empty();
        }
        Grant.Candidate candidate = new Grant.Candidate(
                request.conversationId(),
                request.tool(),
                fits.toolDigest(),
                under.rule(),
                request.arguments(),
                now.requesterProven() ? request.requester() : Optional.empty());
        return now.controls().grants().stream()
                .filter(grant -> grant.covers(candidate, now.time()))
                .filter(grant -> !under.terms().requesterMustDiffer()
                        || !request.requester()
                                .equals(Optional.of(grant.madeBy().name())))
                .min(Comparator.comparing(Grant::expiresAt).thenComparing(Grant::id));
    }

    private HoldUnder under(PolicyVerdict verdict, HoldTerms terms) {
        return new HoldUnder(
                verdict.rule(), verdict.policyVersion(), terms, now.time(), request.requester(), now.requesterProven());
    }

    private void come(HoldUnder under, Optional<String> because, Optional<String> grant) {
        boolean waits = because.isPresent();
        // What waits for people without a time of its own has the gate's; what does not wait takes none from others.
        moveExpiry(under.terms()
                .expiry()
                .or(() -> waits && !isFirst() ? Optional.of(now.terms().expiry()) : Optional.empty()));
        Considered considered = new Considered(
                now.killSwitch().mode(),
                under.rule(),
                under.policyVersion(),
                error(now.verdict(request.callId())),
                because,
                Optional.of(under.terms()),
                grant,
                now.refusals().stream().max(Comparator.comparing(PastRefusal::at)));
        Arrivals.come(draft, command, now, CallPhase.Held.undecided(under), considered);
        // The time that its rule gives may have run out before it came.
        Clock.expire(draft, now.time());
    }

    /** A turn has one clock, from its first call; the shortest time that a rule of one of its calls gives is all it has. */
    private void moveExpiry(Optional<Duration> given) {
        given.map(draft.turn().openedAt()::plus)
                .filter(at -> at.isBefore(draft.turn().expiresAt()) || isFirst())
                .ifPresent(at -> draft.emit(new GateEvent.ExpiryMoved(at)));
    }

    private boolean isFirst() {
        return draft.turn().calls().isEmpty();
    }

    private void approveByItself(Decider by, Optional<String> grant) {
        if (!draft.call(request.callId()).isHeld()) {
            return;
        }
        draft.emit(new GateEvent.ApprovedByItself(request.callId(), by, grant));
        new Releases(draft, now).releaseDecided(List.of(request.callId()));
    }

    static Optional<String> error(PolicyVerdict verdict) {
        return switch (verdict) {
            case PolicyVerdict.Hold hold -> hold.error();
            case PolicyVerdict.Approve approve -> Optional.empty();
            case PolicyVerdict.Deny deny -> Optional.empty();
        };
    }
}

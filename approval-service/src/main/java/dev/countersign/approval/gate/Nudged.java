package dev.countersign.approval.gate;

import dev.countersign.contract.event.Nudge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people were told of a call that waits.
 *
 * @param reminders how many of the rule's reminders are behind
 * @param warned whether they were warned of its expiry
 * @param escalated whether a further group may decide
 */
public record Nudged(int reminders, boolean warned, boolean escalated) {

    static final Nudged NEVER = new Nudged(0, false, false);

    /** The next instant at which there is something to tell. */
    Optional<Instant> nextAt(HoldUnder under, Instant expiresAt) {
        return Stream.of(reminderAt(under), warningAt(under, expiresAt), escalationAt(under))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /** What is to be told by now; of reminders that fell together, one. */
    List<Nudge> due(HoldUnder under, Instant expiresAt, Instant now) {
        List<Nudge> due = new ArrayList<>();
        if (isPast(escalationAt(under), now)) {
            due.add(new Nudge(
                    Nudge.Kind.ESCALATED, now, under.terms().escalation().map(HoldTerms.Escalation::group)));
        }
        if (isPast(warningAt(under, expiresAt), now)) {
            due.add(new Nudge(Nudge.Kind.WARNED, now, Optional.empty()));
        } else if (isPast(reminderAt(under), now)) {
            due.add(new Nudge(Nudge.Kind.REMINDED, now, Optional.empty()));
        }
        return due;
    }

    Nudged after(Nudge nudge, HoldUnder under) {
        return switch (nudge.kind()) {
            case REMINDED -> new Nudged(remindersBefore(under, nudge.at()), warned, escalated);
            case WARNED -> new Nudged(remindersBefore(under, nudge.at()), true, escalated);
            case ESCALATED -> new Nudged(reminders, warned, true);
        };
    }

    /** Under what another rule asks: who may decide by an escalation of the former rule may not by this one's. */
    Nudged anewUnder(HoldUnder former, HoldUnder next) {
        boolean same = former.terms().escalation().equals(next.terms().escalation());
        return new Nudged(reminders, warned, escalated && same);
    }

    private int remindersBefore(HoldUnder under, Instant now) {
        return (int) under.terms().reminders().stream()
                .filter(after -> !now.isBefore(under.since().plus(after)))
                .count();
    }

    private Optional<Instant> reminderAt(HoldUnder under) {
        List<Duration> all = under.terms().reminders();
        return reminders < all.size() ? Optional.of(under.since().plus(all.get(reminders))) : Optional.empty();
    }

    private Optional<Instant> warningAt(HoldUnder under, Instant expiresAt) {
        return warned ? Optional.empty() : Optional.of(under.warnAt(expiresAt));
    }

    private Optional<Instant> escalationAt(HoldUnder under) {
        return escalated
                ? Optional.empty()
                : under.terms().escalation().map(escalation -> under.since().plus(escalation.after()));
    }

    private static boolean isPast(Optional<Instant> instant, Instant now) {
        return instant.filter(at -> !now.isBefore(at)).isPresent();
    }
}

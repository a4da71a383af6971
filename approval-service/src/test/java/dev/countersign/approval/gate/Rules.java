package dev.countersign.approval.gate;

import dev.countersign.contract.event.Priority;
import dev.countersign.contract.event.Verb;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What rules ask of people, in the tests of the core. */
final class Rules {

    /** One approver, whoever it is, and grants. */
    static final HoldTerms ANYONE = terms(Set.of(), 1, false, Set.of(Verb.values()), Optional.empty(), true);

    /** Two of ops, not the asker; reminders, a short time, and chiefs after a while. */
    static final HoldTerms TWO_OF_OPS = new HoldTerms(
            Set.of("ops"),
            2,
            true,
            Set.of(Verb.values()),
            Optional.of(Duration.ofHours(2)),
            Optional.of(Duration.ofMinutes(10)),
            List.of(Duration.ofMinutes(30), Duration.ofMinutes(60)),
            Optional.empty(),
            Optional.of(new HoldTerms.Escalation(Duration.ofMinutes(45), "chiefs")),
            Priority.HIGH,
            Optional.empty(),
            Optional.of("look at the recipient"),
            Optional.of(new HoldTerms.GrantLimits(Duration.ofDays(1), 3)));

    /** One of ops, not the asker, who may approve or reject and no more. */
    static final HoldTerms PLAIN =
            terms(Set.of("ops"), 1, true, EnumSet.of(Verb.APPROVE, Verb.REJECT), Optional.empty(), true);

    /** One of chiefs, within a week. */
    static final HoldTerms CHIEFS =
            terms(Set.of("chiefs"), 1, true, Set.of(Verb.values()), Optional.of(Duration.ofDays(7)), false);

    private Rules() {}

    private static HoldTerms terms(
            Set<String> groups,
            int quorum,
            boolean differ,
            Set<Verb> verbs,
            Optional<Duration> expiry,
            boolean grants) {
        return new HoldTerms(
                groups,
                quorum,
                differ,
                verbs,
                expiry,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Priority.NORMAL,
                Optional.empty(),
                Optional.empty(),
                grants ? Optional.of(new HoldTerms.GrantLimits(Duration.ofHours(8), 2)) : Optional.empty());
    }
}

package dev.countersign.approval.gate;

import dev.countersign.contract.event.Priority;
import dev.countersign.contract.event.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a rule of the policy asks of the people who decide.
 *
 * @param groups who may decide: people in one of them, or every approver where it is empty
 * @param quorum how many have to approve, 1 to {@value #MAX_QUORUM}
 * @param requesterMustDiffer whether whoever asked may not decide; a requester who is only claimed then costs one
 *     approver more
 * @param verbs what may be decided; always {@link Verb#REJECT}
 * @param expiry from the request to the end of the time to decide; absent: the gate's own
 * @param validity from the release to the last instant of a first start; absent: the gate's own
 * @param reminders from the request to each reminder, ascending, at most {@value #MAX_REMINDERS}
 * @param warning how long before expiry people are warned; absent: a tenth of the expiry, at most an hour
 * @param escalation when a further group may decide
 * @param priority how soon people should look at it
 * @param due from the request to when it should be decided
 * @param check what the person should look at, at most {@value Reasons#MAX_LENGTH} characters
 * @param grants the most that a grant made on such a call may allow; absent: none is made or honoured
 */
public record HoldTerms(
        Set<String> groups,
        int quorum,
        boolean requesterMustDiffer,
        Set<Verb> verbs,
        Optional<Duration> expiry,
        Optional<Duration> validity,
        List<Duration> reminders,
        Optional<Duration> warning,
        Optional<Escalation> escalation,
        Priority priority,
        Optional<Duration> due,
        Optional<String> check,
        Optional<GrantLimits> grants) {

    public static final int MAX_QUORUM = 10;
    public static final int MAX_REMINDERS = 16;

    /** One approver, who is not the requester; every verb; no grants. */
    public static final HoldTerms DEFAULT = new HoldTerms(
            Set.of(),
            1,
            true,
            Set.of(Verb.values()),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Priority.NORMAL,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public HoldTerms {
        groups = Set.copyOf(groups);
        verbs = Set.copyOf(verbs);
        reminders = List.copyOf(reminders);
        if (quorum < 1 || quorum > MAX_QUORUM) {
            throw new IllegalArgumentException("quorum lies from 1 to " + MAX_QUORUM);
        }
        if (!verbs.contains(Verb.REJECT)) {
            throw new IllegalArgumentException("a call that is held can always be rejected");
        }
        if (reminders.size() > MAX_REMINDERS) {
            throw new IllegalArgumentException("at most " + MAX_REMINDERS + " reminders");
        }
        if (!reminders.equals(reminders.stream().sorted().toList())) {
            throw new IllegalArgumentException("reminders ascend");
        }
        Reasons.check(check);
    }

    HoldTerms withoutCheck() {
        return new HoldTerms(
                groups,
                quorum,
                requesterMustDiffer,
                verbs,
                expiry,
                validity,
                reminders,
                warning,
                escalation,
                priority,
                due,
                Optional.empty(),
                grants);
    }

    /** When a further group may decide. */
    public record Escalation(Duration after, String group) {}

    /**
     * The most that a grant may allow.
     *
     * @param longest the longest time that it may hold
     * @param uses the most uses of a grant for one conversation
     */
    public record GrantLimits(Duration longest, int uses) {}
}

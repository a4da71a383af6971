package dev.countersign.contract.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * On whom a call waits, and for what.
 *
 * @param groups who may decide: people in one of them, or every approver where it is empty
 * @param needed how many people have to approve: the rule's quorum, and one more where the requester must differ but is
 *     only claimed
 * @param requesterMustDiffer whether whoever asked may not decide
 * @param verbs what can be decided
 * @param priority how soon people should look at it
 * @param dueAt when it should be decided; nothing happens then
 * @param check what the person should look at
 * @param escalatesTo the group that may decide, too, once it was escalated
 * @param grants what a grant may allow that is made with an approval; absent where none is made
 */
public record Hold(
        List<String> groups,
        int needed,
        boolean requesterMustDiffer,
        List<Verb> verbs,
        Priority priority,
        Optional<Instant> dueAt,
        Optional<String> check,
        Optional<String> escalatesTo,
        Optional<GrantBounds> grants) {
    public Hold {
        groups = List.copyOf(groups);
        verbs = List.copyOf(verbs);
    }
}

package dev.countersign.approval.inbox;

import dev.countersign.contract.event.Approval;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Under what a call is listed.
 *
 * @param settled whether an operator found out what became of it, where its result is {@code UNKNOWN}
 */
record Listed(Approval.Status status, boolean settled) {
    /** Nobody can tell what became of it, and nobody has found out. */
    static final Listed UNKNOWN = new Listed(Approval.Status.UNKNOWN, false);

    /** Nobody could tell what became of it, until an operator found out. */
    static final Listed SETTLED = new Listed(Approval.Status.UNKNOWN, true);

    static final Set<Listed> ALL = Stream.concat(
                    Arrays.stream(Approval.Status.values()).map(Listed::of), Stream.of(SETTLED))
            .collect(Collectors.toUnmodifiableSet());

    /** Those that wait for a person, whether somebody looks at them or not. */
    static final Set<Listed> PENDING = ALL.stream().filter(Listed::isPending).collect(Collectors.toUnmodifiableSet());

    /** All others. */
    static final Set<Listed> DECIDED =
            ALL.stream().filter(listed -> !listed.isPending()).collect(Collectors.toUnmodifiableSet());

    static Listed of(Approval approval) {
        return new Listed(approval.status(), approval.settlement().isPresent());
    }

    /** A call that has not been settled. */
    static Listed of(Approval.Status status) {
        return new Listed(status, false);
    }

    boolean isPending() {
        return status.isPending();
    }
}

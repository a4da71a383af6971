package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;

/** Each state of a call in words, different for each. */
final class StatusText {

    private StatusText() {}

    static String of(Approval call) {
        return call.settlement()
                .map(found -> "unknown at first, settled since: " + found.outcome())
                .orElseGet(() -> of(call.status()));
    }

    static String of(Approval.Status status) {
        return switch (status) {
            case PENDING -> "pending";
            case CLAIMED -> "pending, somebody looks at it";
            case APPROVED -> "approved, not started yet";
            case RUNNING -> "running";
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case REFUSED -> "approved, but not run: ask again";
            case UNKNOWN -> "unknown: it may have run";
            case REJECTED -> "rejected, not run";
            case DENIED -> "denied, not run";
            case EXPIRED -> "expired, not run";
            case WITHDRAWN -> "withdrawn, not run";
            case INVALID -> "invalid, not run";
            case ANSWERED -> "answered by a person, not run";
            case SIBLING_REJECTED -> "not run, since another call of its turn was not approved";
        };
    }
}

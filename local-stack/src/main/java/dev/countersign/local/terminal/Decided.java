package dev.countersign.local.terminal;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.id.CallId;
import java.util.List;
import java.util.Optional;

/** What the gate made of something that a person told it. */
record Decided(Optional<List<Standing>> calls, Optional<String> grant) {

    Decided {
        calls = calls.map(List::copyOf);
    }

    /**
     * A call after it.
     *
     * @param needed how many people have to approve while it is pending
     */
    record Standing(CallId callId, Approval.Status status, Optional<List<Decider>> votes, Optional<Integer> needed) {

        String sentence() {
            if (!status.isPending()) {
                return "%s: %s".formatted(callId, StatusText.of(status));
            }
            int given = votes.map(List::size).orElse(0);
            int wanted = needed.orElse(0);
            if (given > 0 && given >= wanted) {
                return "%s: approved; it waits for the rest of its turn".formatted(callId);
            }
            return "%s: %s; %d of %d approvals".formatted(callId, StatusText.of(status), given, wanted);
        }
    }

    /** A sentence for each call. */
    List<String> sentences() {
        return calls.orElse(List.of()).stream().map(Standing::sentence).toList();
    }

    /** A sentence for each call that still waits. */
    List<String> waiting() {
        return calls.orElse(List.of()).stream()
                .filter(call -> call.status().isPending())
                .map(Standing::sentence)
                .toList();
    }
}

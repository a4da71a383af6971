package dev.countersign.executor.verification;

import dev.countersign.contract.event.ApprovedCall;
import dev.countersign.executor.ledger.LedgerCommand.DenialReason;
import dev.countersign.executor.tool.OfferedTool;
import java.util.Optional;

/** What the guards say of a record of {@code approved-calls}. */
public sealed interface Verdict {

    /** Authentic, new, and fit to run. */
    record Accepted(ApprovedCall call, OfferedTool tool) implements Verdict {}

    /** Authentic and new, but not to be run; that is its outcome. */
    record Denied(ApprovedCall call, DenialReason reason, Optional<String> detail) implements Verdict {}

    /** No outcome of any call: it goes to the dead letters. */
    record Rejected(Rejection rejection, Optional<String> detail) implements Verdict {

        /** What stands in the dead letter. */
        public String sentence() {
            return rejection.sentence() + detail.map(more -> ": " + more).orElse("");
        }
    }

    /** Authentic, and for another executor. */
    record ForAnother(String executor) implements Verdict {}

    /** Why a record speaks for no call. The name is the metric's tag. */
    enum Rejection {
        NO_KEY("it has no conversation as its key"),
        MISPLACED("it lies in another partition than its conversation's"),
        UNSIGNED("it is not signed"),
        FORGED("its signature does not count"),
        UNREADABLE("it cannot be read"),
        WRONG_KEY("its key is not the conversation of its value"),
        REPEATED("it repeats a known call"),
        REPLAYED("it was written after it had expired"),
        FORGOTTEN("it expired so long ago that nobody here knows whether it has run");

        private final String sentence;

        Rejection(String sentence) {
            this.sentence = sentence;
        }

        /** What a reader is told. */
        public String sentence() {
            return sentence;
        }
    }
}

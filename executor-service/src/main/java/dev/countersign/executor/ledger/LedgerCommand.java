package dev.countersign.executor.ledger;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.executor.ledger.LedgerEntry.Started;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the ledger is asked to decide about one call. */
public sealed interface LedgerCommand {

    /** When it is asked. */
    Instant at();

    /**
     * A verified approved call has come.
     *
     * @param permit whether and how the tool may run now
     */
    record Admit(LedgerCall call, Permit permit, Instant at) implements LedgerCommand {}

    /** A slot for a deferred call may be free. */
    record TakeUp(Permit permit, Instant at) implements LedgerCommand {}

    /** The next attempt of a call that waits for it may be due. */
    record Resume(Permit permit, Instant at) implements LedgerCommand {}

    /**
     * An attempt has ended.
     *
     * @param run the attempt, as it was entered
     * @param standing whether the one who reports may still decide the call
     * @param retry whether and how one that never began may begin now
     */
    record End(Started run, RunOutcome outcome, Standing standing, Permit retry, Instant at) implements LedgerCommand {}

    /**
     * Nothing was heard of a started call.
     *
     * @param grace how long after the deadline it counts as lost
     */
    record Overdue(Duration grace, Instant at) implements LedgerCommand {}

    /**
     * A closed entry may have served its time.
     *
     * @param skew how far clocks may differ
     * @param at all records that had been written by then have been taken
     */
    record Forget(Duration skew, Instant at) implements LedgerCommand {}

    /** Whether a report on an attempt can decide its call. */
    enum Standing {
        /** The instance owns the call's partition and knows its ledger. */
        OWNER,
        /** The instance has lost the partition, but its producer is the one that entered the attempt and is unfenced. */
        FORMER_OWNER,
        /** Neither: whoever owns the partition now decides. */
        NONE
    }

    /** Whether a tool may be run now. */
    sealed interface Permit {

        /** It may. */
        record Granted(RunPolicy policy) implements Permit {}

        /** It may, as soon as one of its slots is free. */
        record Full() implements Permit {}

        /** It may not; the reason is one sentence and a tag. */
        record Denied(DenialReason reason, Optional<String> detail) implements Permit {

            static Denied expired(Instant notAfter) {
                return new Denied(DenialReason.APPROVAL_EXPIRED, Optional.of("it was good until " + notAfter));
            }

            /** The sentence that a result carries. */
            public String sentence() {
                return reason.sentence() + detail.map(more -> ": " + more).orElse("");
            }
        }
    }

    /** Why an authentic call is not run. */
    enum DenialReason {
        APPROVAL_EXPIRED(ToolResult.Status.REFUSED, "not run: ask again; the approval has expired"),
        TOOL_GONE(ToolResult.Status.REFUSED, "the tool is no longer offered here"),
        TOOL_CHANGED(
                ToolResult.Status.REFUSED,
                "the tool is not the one that was approved: its catalogue entry has changed"),
        ARGUMENTS_INVALID(ToolResult.Status.REFUSED, "the arguments do not fit the tool's schema"),
        /** Where the tool comes from is away: nothing is wrong with the call. */
        SOURCE_AWAY(ToolResult.Status.FAILED, "not run: where the tool comes from is away");

        private final ToolResult.Status status;
        private final String sentence;

        DenialReason(ToolResult.Status status, String sentence) {
            this.status = status;
            this.sentence = sentence;
        }

        /** How the call ends. */
        public ToolResult.Status status() {
            return status;
        }

        /** What a reader is told. */
        public String sentence() {
            return sentence;
        }
    }
}

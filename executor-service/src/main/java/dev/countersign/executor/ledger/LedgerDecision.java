package dev.countersign.executor.ledger;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.id.CallKey;
import java.util.Optional;

/** What the ledger decides. It holds once what it says is committed, and not before. */
public sealed interface LedgerDecision {

    /**
     * The entry replaces what stood there; the result, where there is one, is published with it. A tool runs after the
     * commit of a {@link LedgerEntry.Started} entry, and for no other reason.
     */
    record Enter(LedgerEntry entry, Optional<ToolResult> result) implements LedgerDecision {}

    /** The call has, or will get, its outcome from someone else; this result is for the record only. */
    record PublishLate(ToolResult result) implements LedgerDecision {}

    /** The entry is dropped. */
    record Drop(CallKey key) implements LedgerDecision {}

    /** Nothing changes. */
    record Refuse(Reason reason) implements LedgerDecision {}

    /** Why nothing changes. */
    enum Reason {
        /** The call is in the ledger already. */
        KNOWN_CALL,
        /** This very attempt has been reported before. */
        ALREADY_FINISHED,
        /** There is no entry in the state that the command is about. */
        NOT_IN_STATE,
        /** It is too early. */
        NOT_DUE,
        /** All slots of the tool are taken. */
        NO_SLOT,
        /** Where the tool comes from is away, and the next attempt can wait. */
        SOURCE_AWAY,
        /** Only the partition's owner starts a tool. */
        NOT_OWNER
    }
}

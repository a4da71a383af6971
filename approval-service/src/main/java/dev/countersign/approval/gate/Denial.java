package dev.countersign.approval.gate;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.RejectedCall.Reason;

/** A no that needs no person: of the kill switch, of a rule, or because the same was refused before. */
record Denial(Reason reason, Decider by) {}

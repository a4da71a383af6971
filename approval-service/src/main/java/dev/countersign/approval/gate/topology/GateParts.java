package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.Terms;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.signing.SigningKey;
import java.time.Instant;
import java.time.InstantSource;

/** What the gate works with. */
record GateParts(
        Catalog catalog,
        PolicyBook policies,
        SigningKey signingKey,
        Requesters requesters,
        Terms terms,
        GateMetrics metrics,
        InstantSource clock) {

    /** Knows who is proven to ask. */
    interface Requesters {
        boolean isProven(ToolRequest request, Instant now);
    }
}

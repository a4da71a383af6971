package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.Terms;
import dev.countersign.approval.policy.Policy;
import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.signing.SigningKey;
import java.time.InstantSource;

/** What the gate works with. */
record GateParts(
        Catalog catalog, Policy policy, SigningKey signingKey, Terms terms, GateMetrics metrics, InstantSource clock) {}

package dev.countersign.approval.gate;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the watcher knows of a call. */
final class Watched {
    CanonicalJson arguments;
    HoldTerms terms;
    String rule;
    Optional<Digest> tool;
    final boolean proven;
    final List<String> votes = new ArrayList<>();
    boolean byPolicy;
    Optional<String> byGrant = Optional.empty();
    boolean escalated;
    int decisions;
    int results;
    int lateResults;
    Optional<ToolResult.Status> outcome = Optional.empty();
    int settlements;
    boolean released;

    Watched(CanonicalJson arguments, PolicyVerdict verdict, Optional<Digest> tool, boolean proven) {
        this.arguments = arguments;
        this.terms = terms(verdict).orElse(HoldTerms.DEFAULT);
        this.rule = verdict.rule();
        this.tool = tool;
        this.proven = proven;
    }

    int needed() {
        return terms.quorum() + (terms.requesterMustDiffer() && !proven ? 1 : 0);
    }

    void anew() {
        votes.clear();
        byPolicy = false;
        byGrant = Optional.empty();
    }

    private static Optional<HoldTerms> terms(PolicyVerdict verdict) {
        return switch (verdict) {
            case PolicyVerdict.Hold hold -> Optional.of(hold.terms());
            case PolicyVerdict.Approve approve -> Optional.of(approve.ifHeld());
            case PolicyVerdict.Deny deny -> Optional.empty();
        };
    }
}

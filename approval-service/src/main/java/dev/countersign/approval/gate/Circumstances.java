package dev.countersign.approval.gate;

import dev.countersign.contract.id.CallId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the gate cannot know from its own state when it decides.
 *
 * @param time the broker's append time of the command, or the clock's where time itself is the command
 * @param offers for the call that is proposed, or for every held call of the turn that is voted on
 * @param verdict of the policy; there exactly for a call that is proposed
 * @param listeningSince since when the gate reads what executors report; a silence before that says nothing
 */
public record Circumstances(
        Instant time, Map<CallId, Offer> offers, Optional<PolicyVerdict> verdict, Terms terms, Instant listeningSince) {

    public Circumstances {
        offers = Map.copyOf(offers);
    }

    Offer offer(CallId call) {
        Offer offer = offers.get(call);
        if (offer == null) {
            throw new IllegalStateException("no offer was looked up for call " + call);
        }
        return offer;
    }

    PolicyVerdict verdictOnProposal() {
        return verdict.orElseThrow(() -> new IllegalStateException("no verdict on a proposed call"));
    }
}

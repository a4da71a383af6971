package dev.countersign.contract.event;

import java.time.Instant;

/**
 * Who decided.
 *
 * @param name the signed-in name, or {@code policy}, or {@code gate} for what nobody decided (expiry)
 * @param at when the broker took the decision
 * @param via {@code web}, {@code http}, {@code terminal}, {@code policy}, {@code grant} or {@code gate}
 */
public record Decider(String name, Instant at, String via) {
    public Decider {
        Texts.requireName("name", name);
        Texts.requireName("via", via);
    }
}

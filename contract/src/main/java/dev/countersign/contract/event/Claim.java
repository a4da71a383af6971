package dev.countersign.contract.event;

import java.time.Instant;

/**
 * Somebody looks at a call. A claim tells others; it does not keep them from deciding.
 *
 * @param name who
 * @param at since when
 * @param until when it lapses by itself
 */
public record Claim(String name, Instant at, Instant until) {
    public Claim {
        Texts.requireName("name", name);
    }
}

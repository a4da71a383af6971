package dev.countersign.contract.event;

import dev.countersign.contract.id.TurnId;

/**
 * The place of a call in the model message that proposed it.
 *
 * @param id the message, within its conversation
 * @param index the call's place among those sent, from 0
 * @param size how many calls of the message were sent, 1 to {@value #MAX_SIZE}
 */
public record Turn(TurnId id, int index, int size) {
    /** The most calls that one model message may have. */
    public static final int MAX_SIZE = 64;

    public Turn {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("a turn has 1 to " + MAX_SIZE + " calls");
        }
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a call's index lies from 0 to below its turn's size");
        }
    }
}

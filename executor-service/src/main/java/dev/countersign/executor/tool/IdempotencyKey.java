package dev.countersign.executor.tool;

import dev.countersign.contract.id.CallKey;

/**
 * The same for every attempt of one call and for no other call. A tool method gets it by having a parameter of this
 * type, which no model and no schema ever sees.
 */
public record IdempotencyKey(CallKey call) {

    @Override
    public String toString() {
        return call.toString();
    }
}

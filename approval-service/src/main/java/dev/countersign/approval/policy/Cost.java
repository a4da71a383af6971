package dev.countersign.approval.policy;

import dev.cel.common.exceptions.CelInvalidArgumentException;

/**
 * What one evaluation of one condition has looked at, so that large arguments end the evaluation and do not hold up the
 * gate. Functions of CEL know no evaluation that they belong to: they find the cost in {@link #OF_EVALUATION}.
 */
final class Cost {

    static final ScopedValue<Cost> OF_EVALUATION = ScopedValue.newInstance();

    /** In characters and members: some 16 times the largest arguments. */
    static final long MAX = 1024 * 1024;

    private long counted;

    /** Ends the evaluation where it is too much. */
    void count(long size) {
        counted += size + 1;
        if (counted > MAX) {
            throw new CelInvalidArgumentException("it looks at more of the arguments than is allowed");
        }
    }
}

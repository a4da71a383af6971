package dev.countersign.approval.policy;

import java.util.List;

/** A text that is no condition. */
final class UnusableConditionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    UnusableConditionException(List<Fault> faults) {
        super(faults.getFirst().message());
        this.faults = List.copyOf(faults);
    }

    UnusableConditionException(String message) {
        this(List.of(new Fault(1, 0, message)));
    }

    List<Fault> faults() {
        return faults;
    }

    /**
     * What is wrong, and where in the condition.
     *
     * @param line from 1
     * @param column in characters, from 0
     */
    record Fault(int line, int column, String message) {}
}

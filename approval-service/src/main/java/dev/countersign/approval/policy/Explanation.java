package dev.countersign.approval.policy;

import dev.countersign.approval.gate.PolicyVerdict;
import java.util.List;

/**
 * Why a policy says what it says about a call.
 *
 * @param steps every rule, in order
 * @param verdict what came of it
 */
public record Explanation(List<Step> steps, PolicyVerdict verdict) {

    public Explanation {
        steps = List.copyOf(steps);
    }

    /** What one rule found. */
    public record Step(String rule, Finding finding) {}

    /** What a rule finds when it is asked about a call. */
    public sealed interface Finding {

        /** Whether the verdict is made here. */
        default boolean ends() {
            return switch (this) {
                case Matched(), ConditionTrue() -> true;
                case ConditionError error -> true;
                case NotAbout other -> false;
                case ConditionFalse(), NotReached() -> false;
            };
        }
    }

    /** Every matcher matches, and there is no condition. */
    public record Matched() implements Finding {}

    /** Every matcher matches, and the condition is true. */
    public record ConditionTrue() implements Finding {}

    /** Every matcher matches, and the condition is false. */
    public record ConditionFalse() implements Finding {}

    /**
     * Every matcher matches, and the condition cannot be evaluated.
     *
     * @param why in a sentence
     */
    public record ConditionError(String why) implements Finding {}

    /**
     * A matcher does not match.
     *
     * @param matcher its name in the file
     * @param because in a sentence
     */
    public record NotAbout(String matcher, String because) implements Finding {}

    /** A rule before it has decided. */
    public record NotReached() implements Finding {}
}

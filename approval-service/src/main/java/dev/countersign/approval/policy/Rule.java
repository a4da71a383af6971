package dev.countersign.approval.policy;

import java.util.Optional;

/** A rule, ready to be asked. */
record Rule(String name, Matchers matchers, Optional<Condition> condition, Effect effect) {

    Explanation.Finding finding(PolicyQuestion question) {
        Optional<Matchers.Mismatch> mismatch = matchers.mismatch(question);
        if (mismatch.isPresent()) {
            return new Explanation.NotAbout(
                    mismatch.get().matcher(), mismatch.get().because());
        }
        if (condition.isEmpty()) {
            return new Explanation.Matched();
        }
        return switch (condition.get().answer(question)) {
            case Condition.Answer.True() -> new Explanation.ConditionTrue();
            case Condition.Answer.False() -> new Explanation.ConditionFalse();
            case Condition.Answer.Unclear(String why) -> new Explanation.ConditionError(why);
        };
    }

    PolicyRule shown() {
        return new PolicyRule(name, matchers, condition.map(Condition::text), effect);
    }
}

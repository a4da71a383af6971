package dev.countersign.approval.policy;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A condition on a call, in the Common Expression Language; safe for use by any thread. */
final class Condition {

    private final String text;
    private final CelRuntime.Program program;
    private final Map<String, List<String>> lists;

    Condition(String text, CelRuntime.Program program, Map<String, List<String>> lists) {
        this.text = text;
        this.program = program;
        this.lists = lists;
    }

    String text() {
        return text;
    }

    /** What the condition says about a call; never throws. */
    Answer answer(PolicyQuestion question) {
        try {
            return switch (value(question)) {
                case Boolean yes -> yes ? new Answer.True() : new Answer.False();
                default -> new Answer.Unclear(unknown(question));
            };
        } catch (CelEvaluationException e) {
            return new Answer.Unclear(ConditionMessages.error(e));
        } catch (RuntimeException | StackOverflowError e) {
            return new Answer.Unclear("the condition cannot be evaluated");
        }
    }

    private Object value(PolicyQuestion question) throws CelEvaluationException {
        Cost cost = new Cost();
        return ScopedValue.where(Cost.OF_EVALUATION, cost).call(() -> program.eval(variables(question, cost)));
    }

    /** CEL answers with something else where a variable has no value, or where a member is no boolean. */
    private static String unknown(PolicyQuestion question) {
        return question.provenRequester().isEmpty()
                ? "the condition asks who the requester is, which is not proven, or is neither true nor false"
                : "the condition is neither true nor false";
    }

    private Map<String, Object> variables(PolicyQuestion question, Cost cost) {
        Map<String, Object> variables = new HashMap<>(lists);
        variables.put(
                "arguments", new ArgumentValues(cost).of(question.arguments().members()));
        variables.put("tool", question.tool().value());
        variables.put("requesterProven", question.provenRequester().isPresent());
        variables.put("hints", Hints.values(question.annotations()));
        question.provenRequester().ifPresent(requester -> variables.put("requester", requester));
        return variables;
    }

    /** What a condition says about a call. */
    sealed interface Answer {
        record True() implements Answer {}

        record False() implements Answer {}

        /**
         * It cannot say.
         *
         * @param why in a sentence
         */
        record Unclear(String why) implements Answer {}
    }
}

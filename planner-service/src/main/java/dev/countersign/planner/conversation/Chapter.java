package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Answer.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A prompt and what the model has said to it so far. */
public record Chapter(Ask ask, List<Step> steps) {
    public Chapter {
        steps = List.copyOf(steps);
    }

    Chapter plus(Step step) {
        List<Step> after = new ArrayList<>(steps);
        after.add(step);
        return new Chapter(ask, after);
    }

    Chapter withLast(Step step) {
        List<Step> after = new ArrayList<>(steps);
        after.set(after.size() - 1, step);
        return new Chapter(ask, after);
    }

    Optional<Step> lastStep() {
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps.getLast());
    }

    Tokens tokens() {
        return steps.stream().map(Step::tokens).reduce(Tokens.NONE, Tokens::plus);
    }
}

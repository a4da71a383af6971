package dev.countersign.planner.conversation;

import dev.countersign.contract.json.JsonCodec;
import java.util.ArrayList;
import java.util.List;

/** A conversation as the model is shown it: complete, each tool call with its outcome in the model's order. */
final class ModelMessages {
    private ModelMessages() {}

    static List<ModelMessage> of(List<Chapter> chapters) {
        List<ModelMessage> messages = new ArrayList<>();
        // A later prompt's instructions take the place of an earlier one's.
        chapters.reversed().stream()
                .flatMap(chapter -> chapter.ask().system().stream())
                .findFirst()
                .ifPresent(system -> messages.add(ModelMessage.system(system)));
        chapters.forEach(chapter -> add(chapter, messages));
        return messages;
    }

    /** What a conversation takes: as the model is shown it or as it is stored, whichever is more. */
    static int bytes(List<Chapter> chapters) {
        return Math.max(JsonCodec.write(of(chapters)).length, JsonCodec.write(chapters).length);
    }

    private static void add(Chapter chapter, List<ModelMessage> messages) {
        messages.add(ModelMessage.user(chapter.ask().prompt()));
        for (Step step : chapter.steps()) {
            messages.add(ModelMessage.assistant(
                    step.text(), step.calls().stream().map(Call::asWritten).toList()));
            step.calls()
                    .forEach(call -> call.outcome()
                            .ifPresent(outcome ->
                                    messages.add(ModelMessage.tool(call.asWritten(), OutcomeWords.of(outcome)))));
        }
    }
}

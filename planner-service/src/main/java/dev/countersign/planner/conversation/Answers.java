package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The end of a prompt in words and records. */
final class Answers {
    static final String TOO_LONG = "conversation too long";

    private static final int MOST_BYTES = 7 * 1024 * 1024;
    private static final int CUT_TEXT = 512 * 1024;

    private Answers() {}

    static Answer of(ConversationState state, Chapter chapter, Answer.Status status, String text) {
        Answer answer = new Answer(
                state.id(),
                chapter.ask().promptId(),
                chapter.ask().prompt(),
                status,
                text,
                chapter.steps().stream()
                        .flatMap(step -> step.calls().stream())
                        .map(Answers::call)
                        .toList(),
                chapter.steps().size(),
                chapter.tokens());
        return JsonCodec.write(answer).length <= MOST_BYTES ? answer : fitted(answer);
    }

    /** As the original how-to puts it: the calls that were not approved, each as indented JSON. */
    static String notApproved(Step step) {
        return step.calls().stream()
                .filter(call -> call.outcome().filter(Outcome::notApproved).isPresent())
                .map(Answers::indented)
                .collect(Collectors.joining("\n\n", "Tool invocations not approved:\n\n", ""));
    }

    /** The outputs in the model's order, a line each. */
    static String outputs(Step step) {
        return step.calls().stream()
                .map(call -> call.outcome()
                        .flatMap(Outcome::output)
                        .map(Answers::plain)
                        .orElse(""))
                .collect(Collectors.joining("\n"));
    }

    /** The calls that ran into something, a line each. */
    static String failures(Step step) {
        return step.calls().stream()
                .filter(call -> call.outcome().filter(Outcome::failed).isPresent())
                .map(call -> "%s: %s: %s"
                        .formatted(
                                call.tool(),
                                call.outcome().orElseThrow().kind(),
                                call.outcome().orElseThrow().detail().orElse("no reason given")))
                .collect(Collectors.joining("\n"));
    }

    private static Answer.Call call(Call call) {
        return new Answer.Call(
                call.tool(),
                call.arguments(),
                call.callId(),
                Answer.Call.TYPE,
                call.outcome().flatMap(Outcome::output),
                call.outcome().map(outcome -> outcome.kind().name()),
                call.outcome().flatMap(Outcome::detail));
    }

    private static String indented(Call call) {
        return """
                {
                  "name": %s,
                  "args": %s,
                  "id": %s,
                  "type": "%s"
                }""".formatted(
                        JsonCodec.writeText(call.tool()),
                        JsonCodec.indented(call.arguments()).replace("\n", "\n  "),
                        JsonCodec.writeText(call.callId()),
                        Answer.Call.TYPE);
    }

    /** A text without its quotes; anything else as it stands. */
    private static String plain(CanonicalJson output) {
        if (!output.text().startsWith("\"")) {
            return output.text();
        }
        try {
            return JsonCodec.read(output.text().getBytes(StandardCharsets.UTF_8), String.class);
        } catch (UnreadableException e) {
            throw new IllegalStateException("canonical JSON is readable", e);
        }
    }

    private static Answer fitted(Answer answer) {
        List<Answer.Call> calls = answer.calls().stream()
                .map(call -> new Answer.Call(
                        call.name(),
                        CanonicalJson.EMPTY_OBJECT,
                        call.id(),
                        call.type(),
                        Optional.empty(),
                        call.outcome(),
                        Optional.of("arguments and output left out: the answer is too long")))
                .toList();
        return new Answer(
                answer.conversationId(),
                answer.promptId(),
                answer.prompt(),
                answer.status(),
                Encodable.cut(answer.text(), CUT_TEXT),
                calls,
                answer.turns(),
                answer.tokens());
    }
}

package dev.countersign.planner.conversation;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The end of a prompt in words and records. */
final class Answers {
    static final String TOO_LONG = "conversation too long";

    /** Of the calls together, as JSON: the rest of an answer has room beside them in one record. */
    private static final int CALLS_BYTES = 4 * 1024 * 1024;

    private static final int TEXT_BYTES = 3 * 1024 * 1024;
    private static final int CUT_TEXT = 512 * 1024;

    private Answers() {}

    static Answer of(ConversationState state, Chapter chapter, Answer.Status status, String text) {
        boolean fits = JsonCodec.write(text).length <= TEXT_BYTES;
        return new Answer(
                state.id(),
                chapter.ask().promptId(),
                chapter.ask().prompt(),
                status,
                fits ? text : Encodable.cut(text, CUT_TEXT),
                calls(chapter),
                chapter.steps().size(),
                chapter.tokens());
    }

    /** As the original how-to puts it: the calls that were not approved, each as indented JSON. */
    static String notApproved(Step step) {
        StringBuilder text = new StringBuilder("Tool invocations not approved:");
        for (Call call : step.calls()) {
            if (call.outcome().filter(Outcome::notApproved).isPresent()) {
                // Line breaks and indents can make much of little.
                if (text.length() > CUT_TEXT) {
                    return text.append("\n\n…").toString();
                }
                text.append("\n\n").append(indented(call));
            }
        }
        return text.toString();
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

    /** Each call whole while there is room, then without what it carries, then none. */
    private static List<Answer.Call> calls(Chapter chapter) {
        List<Answer.Call> shown = new ArrayList<>();
        int room = CALLS_BYTES;
        for (Step step : chapter.steps()) {
            for (Call call : step.calls()) {
                Answer.Call whole = whole(call);
                Answer.Call fitting = bytes(whole) <= room ? whole : emptied(whole);
                room -= bytes(fitting);
                if (room < 0) {
                    return shown;
                }
                shown.add(fitting);
            }
        }
        return shown;
    }

    private static int bytes(Answer.Call call) {
        return JsonCodec.write(call).length;
    }

    private static Answer.Call emptied(Answer.Call call) {
        return new Answer.Call(
                call.name(),
                CanonicalJson.EMPTY_OBJECT,
                Optional.empty(),
                call.id(),
                call.type(),
                Optional.empty(),
                call.outcome(),
                Optional.of("arguments and output left out: the answer is too long"));
    }

    private static Answer.Call whole(Call call) {
        return new Answer.Call(
                call.tool(),
                call.arguments(),
                call.outcome().flatMap(Outcome::editedArguments),
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
}

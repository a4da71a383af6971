package dev.countersign.local.terminal;

import dev.countersign.contract.event.Answer;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text of others, made safe for a terminal: what could move the cursor, change colours, turn the direction of writing
 * around or not be seen at all is written as a JSON escape, so that a person decides on what is really there.
 */
final class Printable {

    /** Spaces other than the common one and the wide one of East Asian text, joiners, fillers, variation selectors. */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\x{A0}\\x{34F}\\x{115F}\\x{1160}\\x{1680}\\x{17B4}\\x{17B5}"
                    + "\\x{180B}-\\x{180F}\\x{2000}-\\x{200A}\\x{202F}\\x{205F}\\x{2800}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}"
                    + "\\x{E0100}-\\x{E01EF}]");

    private Printable() {}

    /** A call as indented JSON, its arguments digit for digit. */
    static String call(ToolName tool, CanonicalJson arguments, CallId id) {
        return text("{%n  %s%n}".formatted(members(tool, arguments, id)));
    }

    /** A call of an answer, with what ran in its place, and what it returned or what became of it. */
    static String finished(Answer.Call call) {
        String more = call.output()
                .map(output -> ",\n  \"output\": " + inner(output))
                .or(() -> call.outcome().map(outcome -> ",\n  \"outcome\": \"%s\"".formatted(outcome)))
                .orElse("");
        String edited = call.editedArgs()
                .map(arguments -> ",\n  \"editedArgs\": " + inner(arguments))
                .orElse("");
        return text("{%n  %s%s%s%n}".formatted(members(call.name(), call.args(), call.id()), edited, more));
    }

    private static String members(ToolName tool, CanonicalJson arguments, CallId id) {
        return "\"name\": \"%s\",%n  \"args\": %s,%n  \"id\": \"%s\",%n  \"type\": \"tool_call\""
                .formatted(tool, inner(arguments), id);
    }

    private static String inner(CanonicalJson json) {
        return JsonCodec.indented(json).replace("\n", "\n  ");
    }

    /** Text with everything but line feeds and tabs escaped that does not simply show. */
    static String text(String text) {
        return text.codePoints()
                .mapToObj(point -> isPlain(point) ? Character.toString(point) : escaped(point))
                .collect(Collectors.joining());
    }

    /** The same on one line, so that nothing in it can be taken for what the program says itself. */
    static String line(String text) {
        return text(text).replace("\n", "\\n").replace("\t", "\\t");
    }

    private static boolean isPlain(int point) {
        return point == '\n'
                || point == '\t'
                || switch (Character.getType(point)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> !UNSEEN.matcher(Character.toString(point)).matches();
                };
    }

    private static String escaped(int point) {
        return Character.toString(point).chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
    }
}

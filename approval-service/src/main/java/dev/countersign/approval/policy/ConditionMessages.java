package dev.countersign.approval.policy;

import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CEL says, for people who write policies. */
final class ConditionMessages {

    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);

    private static final Pattern PLACED =
            Pattern.compile("evaluation error(?: at <input>:(\\d+))?: (.*)", Pattern.DOTALL);

    private ConditionMessages() {}

    static UnusableConditionException.Fault problem(CelIssue issue, List<String> variables) {
        return new UnusableConditionException.Fault(
                Math.max(1, issue.getSourceLocation().getLine()),
                Math.max(0, issue.getSourceLocation().getColumn()),
                sentence(issue.getMessage(), variables));
    }

    private static String sentence(String message, List<String> variables) {
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            return "unknown name '" + Quoted.of(undeclared.group(1)) + "': variables here are "
                    + String.join(", ", variables);
        }
        if (message.startsWith("expected type 'bool' but found")) {
            return message.replace(
                    "expected type 'bool' but found", "a condition is true or false, and this is of type");
        }
        if (message.startsWith("mismatched input '<EOF>'")) {
            return "the condition ends too early: complete it";
        }
        return "this condition cannot be read: "
                + Quoted.line(cutBefore(" (candidates", cutBefore(" expecting ", message)));
    }

    private static String cutBefore(String mark, String message) {
        int at = message.indexOf(mark);
        return at < 0 ? message : message.substring(0, at);
    }

    /** Why a condition could not be evaluated. */
    static String error(CelEvaluationException e) {
        Matcher placed = PLACED.matcher(Objects.requireNonNullElse(e.getMessage(), ""));
        if (!placed.matches()) {
            return "the condition cannot be evaluated";
        }
        String what = Quoted.line(inWords(e.getErrorCode(), placed.group(2)));
        return placed.group(1) == null
                ? what
                : what + " (at character " + (Integer.parseInt(placed.group(1)) + 1) + " of the condition)";
    }

    private static String inWords(CelErrorCode code, String message) {
        return code == CelErrorCode.OVERLOAD_NOT_FOUND
                ? "values of the wrong type:"
                        + cutBefore(". Overload candidates", message)
                                .replace("No matching overload for function", " they do not fit")
                : message;
    }
}

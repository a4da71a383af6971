package dev.countersign.approval.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.regex.MatchResult;

/**
 * Regular expressions in conditions are written out: then they are compiled, and their size known, before any call
 * comes.
 */
final class RegularExpressions {

    private static final java.util.regex.Pattern REPETITION = java.util.regex.Pattern.compile("\\{(?:\\d+,)?(\\d+)}");

    /** What compiling costs, in characters looked at. */
    private static final int PER_MATCH = 500;

    /** So many instructions cost a character more for each character. */
    private static final int PER_CHARACTER = 64;

    private RegularExpressions() {}

    static void check(CelExpr expression, CelSource source) throws UnusableConditionException {
        if (expression.getKind() != CelExpr.ExprKind.Kind.CALL
                || !expression.call().function().equals("matches")) {
            return;
        }
        CelExpr pattern = expression.call().args().getLast();
        if (pattern.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            throw fault(pattern, source, "the regular expression of 'matches' is a text written here, not a value");
        }
        compile(pattern, source);
    }

    /** Whether a part of the text matches. */
    static boolean matches(String text, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        Cost.OF_EVALUATION.get().count(PER_MATCH + (long) text.length() * (1 + compiled.programSize() / PER_CHARACTER));
        return compiled.matcher(text).find();
    }

    private static void compile(CelExpr pattern, CelSource source) throws UnusableConditionException {
        String text = pattern.constant().stringValue();
        if (repetitions(text) > Conditions.MAX_REGEX_PROGRAM) {
            throw fault(pattern, source, "the regular expression repeats too much: ask for fewer repetitions");
        }
        try {
            if (Pattern.compile(text).programSize() > Conditions.MAX_REGEX_PROGRAM) {
                throw fault(pattern, source, "the regular expression is too large: write it more simply");
            }
        } catch (PatternSyntaxException e) {
            throw fault(pattern, source, "this is no regular expression (RE2): " + Quoted.line(e.getDescription()));
        }
    }

    /** What the counts come to if each stands within the one before: compiling would take that much. */
    private static long repetitions(String pattern) {
        return REPETITION
                .matcher(pattern)
                .results()
                .map(RegularExpressions::count)
                .reduce(1L, (product, count) -> Math.min(product * count, Integer.MAX_VALUE));
    }

    private static long count(MatchResult repetition) {
        String digits = repetition.group(1);
        return digits.length() > 6 ? Integer.MAX_VALUE : Math.max(1, Long.parseLong(digits));
    }

    private static UnusableConditionException fault(CelExpr at, CelSource source, String message) {
        int offset = source.getPositionsMap().getOrDefault(at.id(), 0);
        CelSourceLocation location = source.getOffsetLocation(offset).orElse(CelSourceLocation.of(1, 0));
        return new UnusableConditionException(
                List.of(new UnusableConditionException.Fault(location.getLine(), location.getColumn(), message)));
    }
}

package dev.countersign.contract.json;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a JSON Schema that gives up after {@value #MAX_STEPS} looks at the text: schemas come from
 * executors and texts from models, and the two together must not hold up whoever checks.
 */
final class BoundedPattern implements RegularExpression {
    private static final int MAX_STEPS = 2_000_000;

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    static BoundedPattern compile(String expression) {
        try {
            return new BoundedPattern(Pattern.compile(endOfText(expression)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression: " + expression, e);
        }
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new CountedText(value, new int[1])).find();
    }

    /** ECMA-262's {@code $} is the end of the text; Java's would let a line break follow. */
    private static String endOfText(String expression) {
        StringBuilder out = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\' && i + 1 < expression.length()) {
                out.append(c).append(expression.charAt(++i));
            } else if (c == '$' && !inClass) {
                out.append("\\z");
            } else {
                inClass = c == '[' || (inClass && c != ']');
                out.append(c);
            }
        }
        return out.toString();
    }

    private record CountedText(String text, int[] steps) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps[0] > MAX_STEPS) {
                throw new IllegalStateException("a pattern takes too long");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new CountedText(text.substring(start, end), steps);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

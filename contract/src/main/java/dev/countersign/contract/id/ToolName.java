package dev.countersign.contract.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of a tool as somebody asks for it: 1 to 128 characters, none of them a control character. What a catalogue
 * may offer is narrower (see {@link #isOfferable()}), so that a model's invention can still be shown and refused.
 */
public record ToolName(@JsonValue String value) {
    private static final Pattern OFFERABLE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ToolName {
        if (value.isBlank()
                || value.codePointCount(0, value.length()) > 128
                || value.codePoints().anyMatch(ToolName::isUnprintable)) {
            throw new IllegalArgumentException("a tool's name has 1 to 128 characters, none a control character");
        }
    }

    private static boolean isUnprintable(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    /** Whether every OpenAI-compatible model accepts the name: 1 to 64 characters of {@code [A-Za-z0-9_-]}. */
    public boolean isOfferable() {
        return OFFERABLE.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.countersign.executor.tool;

import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns what a tool returned into a result's output, and cuts it where it is too long. */
public final class ToolOutput {

    private static final CanonicalJson NOTHING = CanonicalJson.ofValue("done");
    private static final int FIRST_CUT = 192 * 1024;
    private static final int LONGEST_WITHHELD = 200;

    private ToolOutput() {}

    /**
     * The output; {@code "done"} for a tool that returns nothing.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    public static CanonicalJson of(@Nullable Object returned) {
        if (returned == null) {
            return NOTHING;
        }
        // The codec refuses a text that long.
        if (returned instanceof String text && text.length() > JsonCodec.MAX_BYTES) {
            return truncated(text, text.getBytes(StandardCharsets.UTF_8).length + " bytes");
        }
        if (returned instanceof byte[] binary) {
            return withheld(binary.length + " bytes");
        }
        CanonicalJson output = CanonicalJson.ofValue(returned);
        int bytes = bytes(output);
        return bytes <= ToolResult.MAX_OUTPUT_BYTES
                ? output
                : truncated(returned instanceof String text ? text : output.text(), bytes + " bytes");
    }

    /**
     * In place of what is not text, and so neither for a model nor for a person to read.
     *
     * @param what how much of what it is, such as {@code 12 bytes of image/png}; cut at {@value #LONGEST_WITHHELD}
     *     characters, since the other side may have named it
     */
    public static CanonicalJson withheld(String what) {
        return CanonicalJson.ofValue(
                "[withheld: the tool returned " + beginning(what, LONGEST_WITHHELD) + ", which is not text]");
    }

    /**
     * The beginning of a text.
     *
     * @param size how long the whole is, such as {@code more than 1048576 bytes}
     */
    public static CanonicalJson truncated(String text, String size) {
        int length = Math.min(text.length(), FIRST_CUT);
        CanonicalJson cut = cut(text, length, size);
        while (bytes(cut) > ToolResult.MAX_OUTPUT_BYTES) {
            length = length * 3 / 4;
            cut = cut(text, length, size);
        }
        return cut;
    }

    private static CanonicalJson cut(String text, int length, String size) {
        return CanonicalJson.ofValue("[truncated: the output has " + size + ", of which " + ToolResult.MAX_OUTPUT_BYTES
                + " are allowed; it begins:] " + beginning(text, length));
    }

    /** Without half a character at its end. */
    private static String beginning(String text, int length) {
        int end = Math.min(text.length(), length);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static int bytes(CanonicalJson json) {
        return json.text().getBytes(StandardCharsets.UTF_8).length;
    }
}

package dev.countersign.contract.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.contract.json.UnreadableException.Reason;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.erdtman.jcs.NumberToJSON;

/** Writes a tree in the canonical form that {@link CanonicalJson} describes. */
final class CanonicalWriter {
    private static final int MAX_DIGITS = 1_000;
    private static final int MAX_DEPTH = 64;

    /** Numbers written out in full take up to 200 times what they took before: no small text may become a huge one. */
    private static final int MAX_LENGTH = 2 * JsonCodec.MAX_BYTES;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder();

    private CanonicalWriter() {}

    static String write(JsonNode tree) throws UnreadableException {
        CanonicalWriter writer = new CanonicalWriter();
        writer.value(tree, 0);
        return writer.out.toString();
    }

    private void value(JsonNode node, int depth) throws UnreadableException {
        if (depth == MAX_DEPTH && node.isContainerNode()) {
            throw new UnreadableException(Reason.NOT_JSON, "nested more than " + MAX_DEPTH + " levels deep");
        }
        switch (node.getNodeType()) {
            case OBJECT -> object(node, depth + 1);
            case ARRAY -> array(node, depth + 1);
            case STRING -> string(node.textValue());
            case NUMBER -> out.append(number(node.decimalValue()));
            case BOOLEAN -> out.append(node.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO -> throw new UnreadableException(Reason.WRONG_SHAPE, "not a JSON value");
        }
        if (out.length() > MAX_LENGTH) {
            throw new UnreadableException(
                    Reason.TOO_LARGE, "the canonical form has more than " + MAX_LENGTH + " characters");
        }
    }

    private void object(JsonNode node, int depth) throws UnreadableException {
        // RFC 8785, 3.2.3: members sorted by UTF-16 code units, which is String's natural order.
        Map<String, JsonNode> members = new TreeMap<>();
        node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        char separator = '{';
        for (Map.Entry<String, JsonNode> member : members.entrySet()) {
            out.append(separator);
            string(member.getKey());
            out.append(':');
            value(member.getValue(), depth);
            separator = ',';
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    private void array(JsonNode node, int depth) throws UnreadableException {
        char separator = '[';
        for (JsonNode element : node) {
            out.append(separator);
            value(element, depth);
            separator = ',';
        }
        out.append(node.isEmpty() ? "[]" : "]");
    }

    private void string(String value) throws UnreadableException {
        if (!isUnicode(value)) {
            throw new UnreadableException(Reason.NOT_UTF8, "a text holds a lone surrogate");
        }
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            character(value.charAt(i));
        }
        out.append('"');
    }

    /** Whether a text can be written as UTF-8: every surrogate has its other half. */
    static boolean isUnicode(String value) {
        return value.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < 0x20) {
                    out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static String number(BigDecimal exact) throws UnreadableException {
        if (exact.signum() == 0) {
            return "0";
        }
        long leading = (long) exact.precision() - exact.scale();
        if (leading > MAX_DIGITS || exact.scale() > MAX_DIGITS) {
            throw new UnreadableException(
                    Reason.NUMBER_OUT_OF_RANGE, "a number has more than 1,000 digits when written out in full");
        }
        double nearest = exact.doubleValue();
        if (Double.isFinite(nearest)) {
            String shortest = rfc8785(nearest);
            if (new BigDecimal(shortest).compareTo(exact) == 0) {
                return shortest;
            }
        }
        return exact.stripTrailingZeros().toPlainString();
    }

    private static String rfc8785(double value) {
        try {
            return NumberToJSON.serializeNumber(value);
        } catch (IOException e) {
            throw new IllegalStateException("a finite double has a canonical form", e);
        }
    }
}

package dev.countersign.contract.json;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as its canonical text: RFC 8785, except that a number whose decimal value RFC 8785 would change is
 * written in full plain digits. Two values are equal when their canonical texts are, and whatever holds one of these
 * (a record, a store, a page) holds exactly the text that was digested and signed.
 *
 * <p>Bounds: nesting of 64 levels, numbers of at most 1,000 digits written out in full, 16 Mi characters in all, no
 * duplicate member names, no lone surrogates.
 */
@JsonDeserialize(using = CanonicalJsonDeserializer.class)
public final class CanonicalJson {
    /** The empty object. */
    public static final CanonicalJson EMPTY_OBJECT = new CanonicalJson("{}");

    /** The value {@code null}: what a tool that returns nothing has as its output. */
    public static final CanonicalJson NULL = new CanonicalJson("null");

    private final String text;

    private CanonicalJson(String text) {
        this.text = text;
    }

    /**
     * Reads any JSON text and puts it into canonical form.
     *
     * @throws UnreadableException if it is not one JSON value within the bounds of this class
     */
    public static CanonicalJson parse(String json) throws UnreadableException {
        return of(JsonCodec.readTree(json));
    }

    /**
     * The canonical form of a value that this program made itself.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON within the bounds of this class
     */
    public static CanonicalJson ofValue(Object value) {
        try {
            return parse(JsonCodec.writeText(value));
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
    }

    static CanonicalJson of(JsonNode tree) throws UnreadableException {
        return new CanonicalJson(CanonicalWriter.write(tree));
    }

    /** The canonical text. */
    @JsonValue
    @JsonRawValue
    public String text() {
        return text;
    }

    /** Whether this is a JSON object: what a tool's arguments must be. */
    public boolean isObject() {
        return text.startsWith("{");
    }

    /** SHA-256 over the UTF-8 bytes of the canonical text. */
    public Digest digest() {
        return Digest.ofText(text);
    }

    /**
     * The members of an object as plain Java values ({@code Map}, {@code List}, {@code String}, {@code Boolean},
     * {@code Integer}, {@code Long}, {@code BigInteger}, {@code BigDecimal}, {@code null}), no digit lost.
     *
     * @throws IllegalStateException if this is not an object
     */
    public Map<String, @Nullable Object> members() {
        if (!isObject()) {
            throw new IllegalStateException("not a JSON object");
        }
        return JsonCodec.members(text);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CanonicalJson that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

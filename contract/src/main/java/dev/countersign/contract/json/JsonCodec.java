package dev.countersign.contract.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import dev.countersign.contract.json.UnreadableException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON codec: UTF-8, every digit of every number kept, duplicate member names refused, nothing coerced, nesting
 * bounded to 80 levels. Instants are RFC 3339 in UTC, durations ISO 8601. Absent optional members are left out.
 */
public final class JsonCodec {
    /** The most that any topic carries in one value, in bytes. */
    public static final int MAX_BYTES = 8 * 1024 * 1024;

    /** More than a {@link CanonicalJson} may have: what was accepted is stored and sent on inside other values. */
    private static final int MAX_DEPTH = 80;

    private static final int MAX_NUMBER_LENGTH = 1_010;

    private static final JsonMapper MAPPER = mapper();

    private JsonCodec() {}

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(MAX_BYTES)
                        .maxNameLength(MAX_BYTES)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(new ParameterNamesModule())
                .addModule(new StrictValues())
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .withCoercionConfigDefaults(blank -> blank.setAcceptBlankAsEmpty(false)
                        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .build();
    }

    /**
     * Reads a value where trust is at stake: a member that the type does not know is refused.
     *
     * @throws UnreadableException if the bytes are not exactly one acceptable value of the type
     */
    public static <T> T read(byte[] bytes, Class<T> type) throws UnreadableException {
        return type.cast(read(bytes, MAPPER.readerFor(type), MAX_BYTES));
    }

    /**
     * Reads a value from an open topic: members that the type does not know are passed over, so that producers can move
     * first.
     *
     * @param maxBytes the most that the topic accepts, in bytes
     * @throws UnreadableException if the bytes are longer or not one acceptable value of the type
     */
    public static <T> T readOpen(byte[] bytes, Class<T> type, int maxBytes) throws UnreadableException {
        ObjectReader reader = MAPPER.readerFor(type).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        return type.cast(read(bytes, reader, maxBytes));
    }

    /** The UTF-8 bytes of a value. */
    public static byte[] write(Object value) {
        return writeText(value).getBytes(StandardCharsets.UTF_8);
    }

    /** The JSON text of a value. */
    public static String writeText(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not writable as JSON: " + value.getClass().getName(), e);
        }
    }

    /** The same JSON value over several lines, indented by two spaces, for people to read; no digit changes. */
    public static String indented(CanonicalJson json) {
        return IndentedText.of(json);
    }

    static JsonNode readTree(String json) throws UnreadableException {
        try {
            return MAPPER.readerFor(JsonNode.class).readValue(json);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        } catch (NumberFormatException e) {
            // Jackson passes BigDecimal's own exception on where an exponent does not fit into an int.
            throw new UnreadableException(Reason.NUMBER_OUT_OF_RANGE, "the exponent of a number is out of range");
        }
    }

    /** The value at which a parser stands, whoever made the parser. */
    static JsonNode readTree(JsonParser parser) throws IOException {
        return MAPPER.readerFor(JsonNode.class)
                .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readValue(parser);
    }

    static Map<String, @Nullable Object> members(String object) {
        try {
            return MAPPER.readValue(object, new TypeReference<Map<String, @Nullable Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("canonical JSON is readable", e);
        }
    }

    private static Object read(byte[] bytes, ObjectReader reader, int maxBytes) throws UnreadableException {
        if (bytes.length > maxBytes) {
            throw new UnreadableException(
                    Reason.TOO_LARGE,
                    "the value has " + bytes.length + " bytes, more than the " + maxBytes + " allowed");
        }
        try {
            Object value = reader.readValue(utf8(bytes));
            if (value == null) {
                throw new UnreadableException(Reason.WRONG_SHAPE, "not a JSON object: null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    private static String utf8(byte[] bytes) throws UnreadableException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableException(Reason.NOT_UTF8, "the bytes are not UTF-8");
        }
    }

    private static UnreadableException unreadable(JsonProcessingException e) {
        return switch (innermost(e)) {
            case StreamConstraintsException bound ->
                new UnreadableException(
                        Reason.NOT_JSON,
                        "beyond the bounds of JSON accepted here: " + printable(bound.getOriginalMessage()));
            case JsonParseException parse
            when parse.getOriginalMessage().startsWith("Duplicate field") ->
                new UnreadableException(Reason.DUPLICATE_FIELD, printable(parse.getOriginalMessage()));
            case JsonMappingException refused
            when refused.getCause() instanceof UnreadableException own ->
                new UnreadableException(own.reason(), printable(at(refused, own.detail())));
            case UnrecognizedPropertyException unknown ->
                new UnreadableException(Reason.WRONG_SHAPE, printable("unknown field '" + path(unknown) + "'"));
            case JsonMappingException shape -> new UnreadableException(Reason.WRONG_SHAPE, shapeMessage(shape));
            case JsonEOFException end -> new UnreadableException(Reason.NOT_JSON, "not JSON: it ends too early");
            case JsonProcessingException syntax -> new UnreadableException(Reason.NOT_JSON, syntaxMessage(syntax));
        };
    }

    /** Databind wraps what the parser found at the place where it was reading; the finding itself is what counts. */
    private static JsonProcessingException innermost(JsonProcessingException e) {
        return e.getCause() instanceof JsonProcessingException cause ? innermost(cause) : e;
    }

    /** Jackson's own words quote the input. */
    private static String syntaxMessage(JsonProcessingException e) {
        JsonLocation place = e.getLocation();
        return place == null
                ? "not JSON"
                : "not JSON: error at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    private static String shapeMessage(JsonMappingException e) {
        // What a value type says of itself is written for readers; Jackson's own words name Java classes.
        String what = e.getCause() instanceof IllegalArgumentException own
                        && own.getClass() == IllegalArgumentException.class
                        && own.getMessage() != null
                ? own.getMessage()
                : "missing or of the wrong type";
        return printable(at(e, what));
    }

    private static String at(JsonMappingException e, String what) {
        String where = path(e);
        return where.isEmpty() ? "not an acceptable value: " + what : "field '" + where + "': " + what;
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String printable(@Nullable String message) {
        String text = message == null ? "unreadable" : message;
        String clean = text.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? " " : Character.toString(c))
                .collect(Collectors.joining());
        return clean.length() > 300 ? clean.substring(0, 300) + "…" : clean;
    }
}

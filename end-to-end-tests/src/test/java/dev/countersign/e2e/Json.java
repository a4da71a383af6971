package dev.countersign.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON as an outsider reads it, without the project's own codec. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    public static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** A member's text; empty where the bytes are no JSON object with it, as on topics that anybody may write. */
    public static String member(String text, String name) {
        try {
            return MAPPER.readTree(text).path(name).asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    public static String text(String value) {
        return MAPPER.createObjectNode().textNode(value).toString();
    }
}

package dev.countersign.contract.json;

import com.networknt.schema.InputFormat;
import com.networknt.schema.serialization.NodeReader;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives the schema library its trees: every digit kept, every integral number an integer however it is written
 * ({@code 1e+21}), and whatever {@link CanonicalJson} accepts accepted here, too.
 */
final class ExactNodeReader implements NodeReader {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(JsonCodec.MAX_BYTES)
                            .maxStringLength(JsonCodec.MAX_BYTES)
                            .maxNameLength(JsonCodec.MAX_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @Override
    public JsonNode readTree(String content, InputFormat format) {
        return exact(MAPPER.readTree(content));
    }

    @Override
    public JsonNode readTree(InputStream content, InputFormat format) {
        return exact(MAPPER.readTree(content));
    }

    private static JsonNode exact(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> member : object.properties()) {
                    member.setValue(exact(member.getValue()));
                }
                yield object;
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, exact(array.get(i)));
                }
                yield array;
            }
            default -> node.isFloatingPointNumber() ? number(node.decimalValue()) : node;
        };
    }

    private static JsonNode number(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0
                ? JsonNodeFactory.instance.numberNode(value.toBigIntegerExact())
                : JsonNodeFactory.instance.numberNode(value);
    }
}

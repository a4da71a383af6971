package dev.countersign.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every value of every example is replaced by many others: schema and record must take and refuse the same. */
class SchemaAgreementTest {
    private static final List<String> OTHERS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1",
            "5",
            "65",
            "1001",
            "2147483648",
            "9223372036854775808",
            "1.5",
            "1e999999",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"7\"",
            "\"true\"",
            "\"a/b\"",
            "\"a\\nb\"",
            "\" turn \"",
            "\"TURN\"",
            "\"0\"",
            "\"" + "x".repeat(129) + "\"",
            "\"" + "x".repeat(257) + "\"",
            "\"2026-11-23\"",
            "\"2026-11-23T12:00Z\"",
            "\"2026-11-23 12:00:00Z\"",
            "\"1763899200\"",
            "\"2026-11-23T12:00:41.5+00:00\"",
            "\"PT0S\"",
            "\"PT60S\"",
            "\"PT2H\"",
            "\"PT-5S\"",
            "\"sha256:00\"",
            "[]",
            "[null]",
            "[\"\"]",
            "[7]",
            "[{}]",
            "{}",
            "{\"value\":\"x\"}");

    @ParameterizedTest
    @EnumSource
    void shouldTakeAndRefuseTheSame(PublicEvent event) {
        ArgumentsSchema schema = event.schema();
        List<String> disagreements = new ArrayList<>();
        for (Variant variant : variants(PublicEvent.tree(event.golden()))) {
            boolean bySchema = fits(schema, variant.json());
            boolean byRecord = reads(event, variant.json());
            if (bySchema != byRecord && !isBeyondSchemas(event, variant)) {
                disagreements.add(
                        variant.what() + ": " + (bySchema ? "only the schema" : "only the record") + " takes it");
            }
        }

        assertThat(disagreements).isEmpty();
    }

    /** What a schema cannot say, and where one says more than the record asks. */
    private static boolean isBeyondSchemas(PublicEvent event, Variant variant) {
        return switch (event) {
            // The digest of other arguments, an index beyond the size, a time before another.
            case APPROVED_CALL ->
                variant.at().matches("/(arguments|argumentsDigest|turn/(index|size)|decidedAt|notAfter)(/.*)?")
                        || isAbsentByNull(variant);
            case REJECTED_CALL -> variant.at().matches("/turn/(index|size)") || isAbsentByNull(variant);
            case TOOL_REQUEST, TOOL_STARTED, TOOL_RESULT, APPROVAL ->
                variant.at().matches(".*/turn/(index|size)");
            case PROMPT, TOOL_REQUEST_WITHDRAWN, ANSWER, CATALOG_ENTRY -> false;
        };
    }

    private static boolean isAbsentByNull(Variant variant) {
        return variant.with().equals("null");
    }

    @Test
    void shouldTryEnough() {
        assertThat(variants(PublicEvent.tree(PublicEvent.APPROVAL.golden()))).hasSizeGreaterThan(1_000);
    }

    private record Variant(String at, String with, String json) {
        String what() {
            return at + " := " + (with.length() > 40 ? with.substring(0, 40) + "…" : with);
        }
    }

    private static List<Variant> variants(JsonNode root) {
        List<Variant> variants = new ArrayList<>();
        collect(root, root, "", variants);
        return variants;
    }

    private static void collect(JsonNode root, JsonNode node, String at, List<Variant> variants) {
        switch (node) {
            case ObjectNode object -> {
                for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                    String name = member.getKey();
                    JsonNode original = member.getValue();
                    for (String other : OTHERS) {
                        object.putRawValue(name, new RawValue(other));
                        variants.add(new Variant(at + "/" + name, other, root.toString()));
                    }
                    object.set(name, original);
                    object.remove(name);
                    variants.add(new Variant(at + "/" + name, "nothing", root.toString()));
                    object.set(name, original);
                    collect(root, original, at + "/" + name, variants);
                }
                object.put("unknownMember", 1);
                variants.add(new Variant(at + "/unknownMember", "1", root.toString()));
                object.remove("unknownMember");
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    JsonNode element = array.get(i);
                    for (String other : OTHERS) {
                        array.setRawValue(i, new RawValue(other));
                        variants.add(new Variant(at + "/" + i, other, root.toString()));
                    }
                    array.set(i, element);
                    collect(root, element, at + "/" + i, variants);
                }
            }
            default -> {}
        }
    }

    private static boolean fits(ArgumentsSchema schema, String json) {
        try {
            return schema.violations(CanonicalJson.parse(json)).isEmpty();
        } catch (UnreadableException e) {
            return false;
        }
    }

    private static boolean reads(PublicEvent event, String json) {
        try {
            event.read(json);
            return true;
        } catch (UnreadableException e) {
            return false;
        }
    }
}

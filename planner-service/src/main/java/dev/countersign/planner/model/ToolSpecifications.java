package dev.countersign.planner.model;

import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The catalogue's tools as the model is offered them. The gate checks arguments against the whole schema anyway. */
final class ToolSpecifications {
    private ToolSpecifications() {}

    static List<ToolSpecification> of(Catalog catalog, Optional<List<ToolName>> allowed) {
        return catalog.all().stream()
                .map(offered -> offered.entry())
                .filter(entry -> allowed.isEmpty() || allowed.get().contains(entry.name()))
                .map(ToolSpecifications::of)
                .toList();
    }

    private static ToolSpecification of(CatalogEntry entry) {
        return ToolSpecification.builder()
                .name(entry.name().value())
                .description(entry.description())
                .parameters(parameters(entry.inputSchema().members()))
                .build();
    }

    private static JsonObjectSchema parameters(Map<String, @Nullable Object> schema) {
        JsonObjectSchema.Builder builder = JsonObjectSchema.builder()
                .addProperties(elements(schema.get("properties")))
                .required(names(schema.get("required")));
        if (schema.get("additionalProperties") instanceof Boolean additional) {
            builder.additionalProperties(additional);
        }
        Map<String, JsonSchemaElement> definitions = elements(schema.get("$defs"));
        return definitions.isEmpty()
                ? builder.build()
                : builder.definitions(definitions).build();
    }

    private static Map<String, JsonSchemaElement> elements(@Nullable Object members) {
        Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
        if (members instanceof Map<?, ?> map) {
            map.forEach((name, schema) -> {
                if (name instanceof String text && schema != null) {
                    elements.put(text, JsonRawSchema.from(object(schema)));
                }
            });
        }
        return elements;
    }

    /** A schema that is only {@code true} or {@code false}, as the object that says the same; endpoints want objects. */
    private static String object(Object schema) {
        if (schema instanceof Boolean anything) {
            return anything ? "{}" : "{\"not\":{}}";
        }
        return CanonicalJson.ofValue(schema).text();
    }

    private static List<String> names(@Nullable Object required) {
        return required instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}

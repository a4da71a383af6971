package dev.countersign.executor.tool.method;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.IdempotencyKey;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JSON Schema of a tool method's arguments, as LangChain4j derives it, without what no model may fill in. */
final class MethodSchema {

    private MethodSchema() {}

    static CanonicalJson of(Method method, ToolSpecification specification) {
        Set<String> hidden = Stream.of(method.getParameters())
                .filter(parameter -> parameter.getType() == IdempotencyKey.class)
                .map(MethodArguments::name)
                .collect(Collectors.toSet());
        JsonObjectSchema derived = specification.parameters();
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties(derived, hidden));
        schema.put("required", required(derived, hidden));
        schema.put("additionalProperties", false);
        if (derived != null
                && derived.definitions() != null
                && !derived.definitions().isEmpty()) {
            schema.put("$defs", JsonSchemaElementUtils.toMap(derived.definitions()));
        }
        return CanonicalJson.ofValue(schema);
    }

    private static Map<String, Object> properties(JsonObjectSchema derived, Set<String> hidden) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (derived != null) {
            derived.properties().forEach((name, element) -> {
                if (!hidden.contains(name)) {
                    properties.put(name, JsonSchemaElementUtils.toMap(element));
                }
            });
        }
        return properties;
    }

    private static List<String> required(JsonObjectSchema derived, Set<String> hidden) {
        return derived == null || derived.required() == null
                ? List.of()
                : derived.required().stream()
                        .filter(name -> !hidden.contains(name))
                        .toList();
    }
}

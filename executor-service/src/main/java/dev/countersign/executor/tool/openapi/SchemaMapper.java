package dev.countersign.executor.tool.openapi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the schemas of one operation into JSON Schema 2020-12. What a schema refers to becomes a definition of the
 * result, once, so that schemas that contain themselves work. What only a server sets ({@code readOnly}) is left out:
 * all of this is for requests.
 */
final class SchemaMapper {

    private static final Set<String> KEPT = Set.of(
            "type",
            "enum",
            "const",
            "title",
            "description",
            "default",
            "format",
            "multipleOf",
            "maximum",
            "minimum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxContains",
            "minContains",
            "maxProperties",
            "minProperties",
            "dependentRequired",
            "examples",
            "deprecated",
            "contentEncoding",
            "contentMediaType");
    private static final Set<String> SCHEMA = Set.of(
            "not",
            "items",
            "additionalProperties",
            "contains",
            "propertyNames",
            "if",
            "then",
            "else",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema");
    private static final Set<String> SCHEMAS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> NAMED_SCHEMAS = Set.of("patternProperties", "dependentSchemas");

    /** They would make references mean something else than a place in the document. */
    private static final Set<String> REFUSED =
            Set.of("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor");

    private final OpenApiDocument document;
    private final Map<String, String> names = new HashMap<>();
    private final Deque<Node> pending = new ArrayDeque<>();

    SchemaMapper(OpenApiDocument document) {
        this.document = document;
    }

    /**
     * The schema; what it refers to is among the {@link #definitions()}.
     *
     * @throws IllegalArgumentException if it cannot be used
     */
    Object map(Node schema) {
        return map(schema, Set.of());
    }

    /** What the schemas mapped so far refer to. */
    Map<String, Object> definitions() {
        Map<String, Object> definitions = new LinkedHashMap<>();
        while (!pending.isEmpty()) {
            Node next = pending.remove();
            definitions.put(names.get(next.pointer()), map(next));
        }
        return definitions;
    }

    private Object map(Node schema, Set<String> hiddenAbove) {
        if (schema.value() instanceof Boolean all) {
            return all;
        }
        Map<String, @Nullable Object> mapped = new LinkedHashMap<>();
        schema.text("$ref").ifPresent(reference -> mapped.put("$ref", "#/$defs/" + definition(reference)));
        if (document.nullable() && !mapped.isEmpty()) {
            return mapped;
        }
        Set<String> hidden = new HashSet<>(hiddenAbove);
        collectReadOnly(schema, hidden, new HashSet<>());
        schema.members().forEach((keyword, value) -> keyword(mapped, keyword, value, hidden));
        return document.nullable() ? translated(schema, mapped) : mapped;
    }

    private void keyword(Map<String, @Nullable Object> mapped, String keyword, Node value, Set<String> hidden) {
        if (REFUSED.contains(keyword)) {
            throw new IllegalArgumentException(value.place() + ": a schema with " + keyword + " is not read here");
        }
        if (KEPT.contains(keyword)) {
            mapped.put(keyword, value.value());
        } else if (SCHEMA.contains(keyword)) {
            mapped.put(keyword, map(value));
        } else if (SCHEMAS.contains(keyword)) {
            Set<String> within = keyword.equals("allOf") ? hidden : Set.of();
            mapped.put(
                    keyword,
                    value.elements().stream().map(one -> map(one, within)).toList());
        } else if (NAMED_SCHEMAS.contains(keyword)) {
            mapped.put(keyword, named(value, Set.of()));
        } else if (keyword.equals("properties")) {
            mapped.put(keyword, named(value, hidden));
        } else if (keyword.equals("required")) {
            mapped.put(keyword, required(value, hidden));
        } else if (keyword.equals("example")) {
            mapped.putIfAbsent("examples", Collections.singletonList(value.value()));
        }
    }

    private Map<String, Object> named(Node schemas, Set<String> hidden) {
        Map<String, Object> named = new LinkedHashMap<>();
        schemas.members().forEach((name, schema) -> {
            if (!hidden.contains(name)) {
                named.put(name, map(schema));
            }
        });
        return named;
    }

    private static List<String> required(Node names, Set<String> hidden) {
        return names.elements().stream()
                .map(Node::text)
                .filter(name -> !hidden.contains(name))
                .toList();
    }

    /** The properties of an object, over all of its {@code allOf}, that no request has. */
    private void collectReadOnly(Node schema, Set<String> names, Set<String> seen) {
        Node at = document.resolve(schema);
        if (!at.isObject() || !seen.add(at.pointer())) {
            return;
        }
        at.get("properties")
                .ifPresent(properties -> properties.members().forEach((name, property) -> {
                    if (property.isObject() && isReadOnly(property)) {
                        names.add(name);
                    }
                }));
        at.get("allOf").ifPresent(all -> all.elements().forEach(one -> collectReadOnly(one, names, seen)));
    }

    private boolean isReadOnly(Node property) {
        Node meant = document.resolve(property);
        return property.flag("readOnly", false) || (meant.isObject() && meant.flag("readOnly", false));
    }

    private String definition(String reference) {
        Node target = document.find(reference);
        return names.computeIfAbsent(target.pointer(), pointer -> {
            pending.add(target);
            return freeName(pointer);
        });
    }

    private String freeName(String pointer) {
        String own = pointer.startsWith("/components/schemas/")
                ? pointer.substring("/components/schemas/".length())
                : pointer.isEmpty() ? "document" : pointer.substring(1);
        String plain = own.replace('/', '.').replaceAll("[^A-Za-z0-9._-]", "_");
        String free = plain;
        for (int i = 2; names.containsValue(free); i++) {
            free = plain + "_" + i;
        }
        return free;
    }

    /** What 3.0 writes differently. */
    private static Object translated(Node schema, Map<String, @Nullable Object> mapped) {
        exclusive(mapped, "exclusiveMinimum", "minimum");
        exclusive(mapped, "exclusiveMaximum", "maximum");
        if (!schema.flag("nullable", false)) {
            return mapped;
        }
        if (!(mapped.get("type") instanceof String type)) {
            return mapped.isEmpty() ? mapped : Map.of("anyOf", List.of(mapped, Map.of("type", "null")));
        }
        mapped.put("type", List.of(type, "null"));
        if (mapped.get("enum") instanceof List<?> values && !values.contains(null)) {
            List<@Nullable Object> withNull = new ArrayList<>(values);
            withNull.add(null);
            mapped.put("enum", withNull);
        }
        return mapped;
    }

    private static void exclusive(Map<String, @Nullable Object> mapped, String flag, String bound) {
        if (mapped.get(flag) instanceof Boolean exclusive) {
            mapped.remove(flag);
            if (exclusive && mapped.get(bound) instanceof Number number) {
                mapped.remove(bound);
                mapped.put(flag, number);
            }
        }
    }
}

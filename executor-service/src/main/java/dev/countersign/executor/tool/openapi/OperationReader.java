package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.openapi.Operation.Body;
import dev.countersign.executor.tool.openapi.Parameter.Location;
import dev.countersign.executor.tool.openapi.Parameter.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes an operation of the document callable. */
final class OperationReader {

    private static final Pattern PATH =
            Pattern.compile("(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|\\{[^{}/]+})*)+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");

    private final OpenApiDocument document;
    private final SecurityReader security;

    OperationReader(OpenApiDocument document, SecurityReader security) {
        this.document = document;
        this.security = security;
    }

    /**
     * The operation.
     *
     * @throws IllegalArgumentException if it cannot be a tool, with a sentence about it
     */
    Operation read(String id, OperationPlace place) {
        SchemaMapper schemas = new SchemaMapper(document);
        Node operation = place.operation();
        List<Credential> credentials = security.credentials(operation);
        Optional<Node> requestBody = operation.get("requestBody").map(document::resolve);
        List<Parameter> parameters = new ParameterReader(document, schemas, credentials)
                .read(place.pathItem(), operation, requestBody.isPresent());
        checkPath(place.path(), parameters);
        Optional<Map.Entry<String, Node>> content = requestBody.map(OperationReader::content);
        return new Operation(
                id,
                place.method().toUpperCase(Locale.ROOT),
                place.path(),
                description(place),
                parameters,
                content.map(chosen -> body(chosen.getKey(), chosen.getValue())),
                credentials,
                schema(schemas, parameters, requestBody, content));
    }

    private static void checkPath(String path, List<Parameter> parameters) {
        if (!PATH.matcher(path).matches()
                || Stream.of(path.split("/", -1)).anyMatch(step -> step.equals(".") || step.equals(".."))) {
            throw new IllegalArgumentException("its path '" + path + "' cannot be called");
        }
        Set<String> written =
                PLACEHOLDER.matcher(path).results().map(found -> found.group(1)).collect(Collectors.toSet());
        Set<String> declared = parameters.stream()
                .filter(parameter -> parameter.in() == Location.PATH)
                .map(Parameter::name)
                .collect(Collectors.toSet());
        if (!written.equals(declared)) {
            throw new IllegalArgumentException(
                    "its path has the parameters " + written + ", but those declared for it are " + declared);
        }
    }

    private static String description(OperationPlace place) {
        String told = Stream.of("summary", "description")
                .flatMap(name -> place.operation().text(name).stream())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining("\n\n"));
        return told.isEmpty() ? place.method().toUpperCase(Locale.ROOT) + " " + place.path() : told;
    }

    private static Map.Entry<String, Node> content(Node requestBody) {
        Map<String, Node> types = requestBody.require("content").members();
        List<Predicate<String>> preferences = List.of(
                type -> MediaTypes.plain(type).equals("application/json"),
                MediaTypes::isJson,
                type -> Set.of("*/*", "application/*").contains(MediaTypes.plain(type)),
                MediaTypes::isForm);
        return preferences.stream()
                .flatMap(preferred -> types.entrySet().stream().filter(type -> preferred.test(type.getKey())))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its body is " + String.join(" or ", types.keySet())
                        + ", and only JSON and application/x-www-form-urlencoded can be sent"));
    }

    private Body body(String mediaType, Node content) {
        if (!MediaTypes.isForm(mediaType)) {
            return new Body.Json(mediaType.contains("*") ? "application/json" : mediaType);
        }
        Map<String, Operation.Field> fields = new LinkedHashMap<>();
        content.get("encoding")
                .ifPresent(encodings -> encodings
                        .members()
                        .forEach((name, encoding) -> field(encoding).ifPresent(field -> fields.put(name, field))));
        return new Body.Form(mediaType, fields);
    }

    private static Optional<Operation.Field> field(Node encoding) {
        if (encoding.get("style").isEmpty() && encoding.get("explode").isEmpty()) {
            return encoding.text("contentType")
                    .filter(MediaTypes::isJson)
                    .map(type -> new Operation.Field(Style.JSON, false));
        }
        String written = encoding.text("style").orElse("form");
        Style style = ParameterReader.queryStyle(written)
                .orElseThrow(() -> new IllegalArgumentException(
                        encoding.place() + " has the style '" + written + "', which no form is written in here"));
        return Optional.of(new Operation.Field(style, encoding.flag("explode", style == Style.FORM)));
    }

    private static CanonicalJson schema(
            SchemaMapper schemas,
            List<Parameter> parameters,
            Optional<Node> requestBody,
            Optional<Map.Entry<String, Node>> content) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Parameter parameter : parameters) {
            properties.put(parameter.argument(), parameter.schema());
            if (parameter.required()) {
                required.add(parameter.argument());
            }
        }
        content.ifPresent(chosen -> properties.put(
                Operation.BODY,
                chosen.getValue().get("schema").map(schemas::map).orElse(Map.of())));
        if (requestBody.map(body -> body.flag("required", false)).orElse(false)) {
            required.add(Operation.BODY);
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        Map<String, Object> definitions = schemas.definitions();
        if (!definitions.isEmpty()) {
            schema.put("$defs", definitions);
        }
        return CanonicalJson.ofValue(schema);
    }
}

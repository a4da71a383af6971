package dev.countersign.executor.tool.openapi;

import dev.countersign.executor.tool.openapi.Parameter.Location;
import dev.countersign.executor.tool.openapi.Parameter.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the parameters of an operation, and names the arguments they become. */
final class ParameterReader {

    private final OpenApiDocument document;
    private final SchemaMapper schemas;
    private final List<Credential> credentials;

    ParameterReader(OpenApiDocument document, SchemaMapper schemas, List<Credential> credentials) {
        this.document = document;
        this.schemas = schemas;
        this.credentials = credentials;
    }

    private record Key(Location in, String name) {}

    /**
     * The parameters that the model gives, those of the path first.
     *
     * @param hasBody whether an argument is the body already
     * @throws IllegalArgumentException if one cannot be given
     */
    List<Parameter> read(Node pathItem, Node operation, boolean hasBody) {
        Map<Key, Node> all = new LinkedHashMap<>();
        Stream.of(pathItem, operation)
                .flatMap(holder -> holder.get("parameters").stream())
                .flatMap(list -> list.elements().stream())
                .map(document::resolve)
                .forEach(parameter -> all.put(key(parameter), parameter));
        Set<String> taken = new HashSet<>(hasBody ? Set.of(Operation.BODY) : Set.of());
        List<Parameter> read = new ArrayList<>();
        all.entrySet().stream()
                .filter(entry -> isGiven(entry.getKey()))
                .sorted(Comparator.comparing(entry -> entry.getKey().in()))
                .forEach(entry -> read.add(parameter(entry.getKey(), entry.getValue(), taken)));
        return read;
    }

    private static Key key(Node parameter) {
        String in = parameter.require("in").text();
        return new Key(
                Stream.of(Location.values())
                        .filter(location -> location.written().equals(in))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                parameter.place() + ": 'in' is path, query, header or cookie")),
                parameter.require("name").text());
    }

    private boolean isGiven(Key key) {
        return !(key.in() == Location.HEADER && HeaderNames.isFilledIn(key.name()))
                && credentials.stream().noneMatch(credential -> credential.takes(key.in(), key.name()));
    }

    private Parameter parameter(Key key, Node parameter, Set<String> taken) {
        if (key.in() == Location.HEADER || key.in() == Location.COOKIE) {
            HeaderNames.check(key.name());
        }
        Optional<Node> content = parameter.get("content");
        Style style = content.isPresent() ? json(content.get()) : style(key.in(), parameter);
        Node schema = content.map(
                        types -> types.members().values().iterator().next().get("schema"))
                .orElseGet(() -> parameter.get("schema"))
                .orElse(new Node(Map.of(), parameter.pointer()));
        return new Parameter(
                argument(key, taken),
                key.name(),
                key.in(),
                style,
                parameter.flag("explode", style == Style.FORM),
                key.in() == Location.PATH || parameter.flag("required", false),
                described(schemas.map(schema), parameter));
    }

    private static Style json(Node content) {
        if (content.members().size() != 1
                || !MediaTypes.isJson(content.members().keySet().iterator().next())) {
            throw new IllegalArgumentException(content.place() + ": a parameter's content is one type of JSON");
        }
        return Style.JSON;
    }

    private static Style style(Location in, Node parameter) {
        String otherwise = in == Location.PATH || in == Location.HEADER ? "simple" : "form";
        String written = parameter.text("style").orElse(otherwise);
        if (written.equals(otherwise)) {
            return otherwise.equals("simple") ? Style.SIMPLE : Style.FORM;
        }
        return Optional.of(written)
                .filter(style -> in == Location.QUERY)
                .flatMap(ParameterReader::queryStyle)
                .orElseThrow(() -> new IllegalArgumentException("its parameter '"
                        + parameter.require("name").text() + "' has the style '" + written
                        + "', which is not written here in a " + in.written()));
    }

    /** The styles that only queries and forms have. */
    static Optional<Style> queryStyle(String written) {
        return switch (written) {
            case "form" -> Optional.of(Style.FORM);
            case "spaceDelimited" -> Optional.of(Style.SPACE_DELIMITED);
            case "pipeDelimited" -> Optional.of(Style.PIPE_DELIMITED);
            case "deepObject" -> Optional.of(Style.DEEP_OBJECT);
            default -> Optional.empty();
        };
    }

    /** Models take no odd characters in the names of arguments. */
    private static String argument(Key key, Set<String> taken) {
        String plain = key.name().replaceAll("[^A-Za-z0-9_.-]", "_");
        if (taken.add(plain)) {
            return plain;
        }
        String prefixed = key.in().written() + "_" + plain;
        if (!taken.add(prefixed)) {
            throw new IllegalArgumentException("two of its parameters would be the argument '" + prefixed + "'");
        }
        return prefixed;
    }

    private static Object described(Object schema, Node parameter) {
        Optional<String> description = parameter.text("description");
        if (description.isEmpty() || !(schema instanceof Map<?, ?> members) || members.containsKey("description")) {
            return schema;
        }
        Map<Object, Object> described = new LinkedHashMap<>(members);
        described.put("description", description.get());
        return described;
    }
}

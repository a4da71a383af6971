package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.IdempotencyKey;
import dev.countersign.executor.tool.openapi.Encoding.Pair;
import dev.countersign.executor.tool.openapi.Parameter.Location;
import dev.countersign.executor.tool.openapi.Parameter.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes one call's arguments as the request of its operation. */
final class OperationCall {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");
    /** What some servers take for {@code .} or {@code ..}: they cut parameters of a segment off before they walk. */
    private static final Pattern STEP = Pattern.compile("\\.{1,2}(?:(?:;|%3B).*)?", Pattern.DOTALL);

    private static final String ACCEPT = "application/json, text/*;q=0.9, */*;q=0.1";

    private final Operation operation;
    private final Map<String, @Nullable Object> arguments;

    private OperationCall(Operation operation, CanonicalJson arguments) {
        this.operation = operation;
        this.arguments = arguments.members();
    }

    /**
     * The request.
     *
     * @throws IllegalArgumentException if an argument cannot be sent where it belongs
     */
    static RequestDraft draft(Operation operation, CanonicalJson arguments, IdempotencyKey key) {
        OperationCall call = new OperationCall(operation, arguments);
        RequestDraft draft = new RequestDraft(operation.method(), call.path());
        draft.header("Accept", ACCEPT);
        draft.header("User-Agent", "countersign-executor");
        call.parameters(Location.QUERY).forEach(parameter -> call.query(draft, parameter));
        call.parameters(Location.HEADER)
                .forEach(parameter -> call.value(parameter)
                        .ifPresent(value -> draft.header(parameter.name(), call.header(parameter, value))));
        call.parameters(Location.COOKIE).forEach(parameter -> call.cookie(draft, parameter));
        operation.body().ifPresent(body -> call.body(draft, body));
        draft.header("Idempotency-Key", key.toString());
        // Last, so that no argument can stand in a secret's place.
        operation.credentials().forEach(credential -> credential.apply(draft));
        return draft;
    }

    private Stream<Parameter> parameters(Location in) {
        return operation.parameters().stream().filter(parameter -> parameter.in() == in);
    }

    /** What the call has for a parameter; null is nothing there. */
    private Optional<Object> value(Parameter parameter) {
        return Optional.ofNullable(arguments.get(parameter.argument()));
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (String segment : operation.path().substring(1).split("/", -1)) {
            path.append('/').append(segment(segment));
        }
        return path.toString();
    }

    private String segment(String template) {
        Matcher placeholders = PLACEHOLDER.matcher(template);
        if (!placeholders.find()) {
            return template;
        }
        String segment = placeholders.replaceAll(found -> Matcher.quoteReplacement(pathValue(found.group(1))));
        if (segment.isEmpty() || STEP.matcher(segment).matches()) {
            throw new IllegalArgumentException("the arguments would make '" + template + "' of the path "
                    + operation.path() + " a segment that means another place");
        }
        return segment;
    }

    private String pathValue(String name) {
        Parameter parameter = parameters(Location.PATH)
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no path parameter " + name));
        Object value = value(parameter).orElseThrow(() -> unsendable(parameter, "it is missing"));
        return guarded(
                parameter,
                () -> parameter.style() == Style.JSON
                        ? Encoding.percent(CanonicalJson.ofValue(value).text())
                        : Encoding.simple(value, parameter.explode(), OperationCall::pathPiece));
    }

    /** Encoded, these would keep to their segment; but what stands behind some servers decodes once more. */
    private static String pathPiece(String piece) {
        if (Stream.of(piece.split("[/\\\\]", -1))
                .anyMatch(part -> STEP.matcher(part).matches())) {
            throw new IllegalArgumentException("it holds '.' or '..' as a step of a path");
        }
        return Encoding.percent(piece);
    }

    private void query(RequestDraft draft, Parameter parameter) {
        value(parameter).ifPresent(value -> pairs(parameter, value).forEach(draft::query));
    }

    private List<Pair> pairs(Parameter parameter, Object value) {
        List<Pair> pairs = guarded(
                parameter, () -> Encoding.pairs(parameter.name(), parameter.style(), parameter.explode(), value));
        if (value instanceof Map && parameter.explode() && parameter.style() == Style.FORM) {
            checkFree(parameter, pairs);
        }
        return pairs;
    }

    /** An object's members become parameters: none may pass for one that means something else. */
    private void checkFree(Parameter parameter, List<Pair> pairs) {
        Set<String> taken = parameters(parameter.in())
                .filter(other -> !other.equals(parameter))
                .map(other -> Encoding.percent(other.name()))
                .collect(Collectors.toSet());
        for (Pair pair : pairs) {
            boolean secret = operation.credentials().stream()
                    .anyMatch(credential -> credential.placement() instanceof Credential.Placement.ApiKey key
                            && Encoding.percent(key.name()).equals(pair.name()));
            if (secret || taken.contains(pair.name())) {
                throw unsendable(parameter, "its member '" + pair.name() + "' has the name of another parameter");
            }
        }
    }

    private String header(Parameter parameter, Object value) {
        return guarded(
                parameter,
                () -> parameter.style() == Style.JSON
                        ? CanonicalJson.ofValue(value).text()
                        : Encoding.simple(
                                value,
                                parameter.explode(),
                                value instanceof String ? piece -> piece : OperationCall::withoutComma));
    }

    private static String withoutComma(String piece) {
        if (piece.contains(",")) {
            throw new IllegalArgumentException("a piece of it holds a comma, which would read as two");
        }
        return piece;
    }

    private void cookie(RequestDraft draft, Parameter parameter) {
        value(parameter)
                .ifPresent(value -> pairs(parameter, value).forEach(pair -> draft.cookie(pair.name(), pair.value())));
    }

    private void body(RequestDraft draft, Operation.Body body) {
        if (!arguments.containsKey(Operation.BODY)) {
            return;
        }
        Object value = arguments.get(Operation.BODY);
        switch (body) {
            case Operation.Body.Json json ->
                draft.body(
                        json.mediaType(), (value == null ? CanonicalJson.NULL : CanonicalJson.ofValue(value)).text());
            case Operation.Body.Form form -> draft.body(form.mediaType(), form(form, value));
        }
    }

    private static String form(Operation.Body.Form form, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> fields)) {
            throw new IllegalArgumentException("argument 'body' cannot be sent: a form is an object");
        }
        List<Pair> pairs = new ArrayList<>();
        fields.forEach((name, field) -> pairs.addAll(field(form, String.valueOf(name), field)));
        return pairs.stream().map(Pair::toString).collect(Collectors.joining("&"));
    }

    private static List<Pair> field(Operation.Body.Form form, String name, @Nullable Object value) {
        Operation.Field field =
                form.fields().getOrDefault(name, new Operation.Field(isNested(value) ? Style.JSON : Style.FORM, true));
        try {
            return Encoding.pairs(name, field.style(), field.explode(), value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "argument 'body' cannot be sent: its member '" + name + "': " + e.getMessage(), e);
        }
    }

    private static boolean isNested(@Nullable Object value) {
        return value instanceof Map
                || (value instanceof List<?> list
                        && list.stream().anyMatch(element -> element instanceof Map || element instanceof List));
    }

    private static <T> T guarded(Parameter parameter, java.util.function.Supplier<T> write) {
        try {
            return write.get();
        } catch (IllegalArgumentException e) {
            throw unsendable(parameter, String.valueOf(e.getMessage()));
        }
    }

    private static IllegalArgumentException unsendable(Parameter parameter, String why) {
        return new IllegalArgumentException("argument '" + parameter.argument() + "' cannot be sent: " + why);
    }
}

package dev.countersign.executor.tool.method;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.JsonCodec;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.tool.IdempotencyKey;
import dev.langchain4j.agent.tool.P;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a call's arguments into the parameters of a tool method. What the parameter's type cannot hold digit for digit
 * is refused: the tool gets what was approved, or does not run.
 */
final class MethodArguments {

    private MethodArguments() {}

    /** The name of a parameter in the schema. */
    static String name(Parameter parameter) {
        P annotation = parameter.getAnnotation(P.class);
        return annotation == null || annotation.name().isBlank() ? parameter.getName() : annotation.name();
    }

    /**
     * The values of the parameters, in their order.
     *
     * @throws IllegalArgumentException if one does not fit
     */
    static Object[] map(Method method, CanonicalJson arguments, IdempotencyKey key) {
        Map<String, @Nullable Object> members = arguments.members();
        List<@Nullable Object> values = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            values.add(
                    parameter.getType() == IdempotencyKey.class
                            ? key
                            : value(name(parameter), members.get(name(parameter)), parameter.getParameterizedType()));
        }
        return values.toArray();
    }

    private static @Nullable Object value(String name, @Nullable Object member, Type type) {
        if (type instanceof ParameterizedType of && of.getRawType() == Optional.class) {
            return member == null
                    ? Optional.empty()
                    : Optional.ofNullable(value(name, member, of.getActualTypeArguments()[0]));
        }
        if (member == null) {
            if (type instanceof Class<?> plain && plain.isPrimitive()) {
                throw new IllegalArgumentException("argument '" + name + "' is missing");
            }
            return null;
        }
        if (type instanceof ParameterizedType of
                && of.getRawType() == List.class
                && member instanceof List<?> elements) {
            return list(name, elements, of.getActualTypeArguments()[0]);
        }
        return exact(name, CanonicalJson.ofValue(member), raw(name, type));
    }

    private static List<@Nullable Object> list(String name, List<?> elements, Type type) {
        List<@Nullable Object> values = new ArrayList<>();
        elements.forEach(element -> values.add(value(name, element, type)));
        return values;
    }

    private static Object exact(String name, CanonicalJson json, Class<?> type) {
        try {
            Object value = JsonCodec.read(json.text().getBytes(StandardCharsets.UTF_8), boxed(type));
            // A double, for one, would round a long number without a word.
            if (!CanonicalJson.ofValue(value).equals(json)) {
                throw new IllegalArgumentException(
                        "argument '" + name + "' does not fit the tool's parameter without loss");
            }
            return value;
        } catch (UnreadableException e) {
            throw new IllegalArgumentException("argument '" + name + "' does not fit the tool's parameter", e);
        }
    }

    private static Class<?> raw(String name, Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType of when of.getRawType() instanceof Class<?> plain -> plain;
            default -> throw new IllegalArgumentException("argument '" + name + "' has a type that cannot be mapped");
        };
    }

    private static Class<?> boxed(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }
}

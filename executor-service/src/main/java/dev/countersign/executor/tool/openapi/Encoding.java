package dev.countersign.executor.tool.openapi;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.openapi.Parameter.Style;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes values into paths, queries, headers, cookies and forms so that none of them reads as anything but a value. */
final class Encoding {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Encoding() {}

    /** A name with a value, both encoded. */
    record Pair(String name, String value) {
        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    /** Everything but what RFC 3986 calls unreserved as {@code %XX} of its UTF-8. */
    static String percent(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && UNRESERVED.indexOf(b) >= 0) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
            }
        }
        return out.toString();
    }

    /**
     * A value in one piece, elements and members with commas between.
     *
     * @param encode what each piece goes through
     * @throws IllegalArgumentException if it holds what cannot be written so
     */
    static String simple(Object value, boolean explode, UnaryOperator<String> encode) {
        return switch (value) {
            case List<?> list -> joined(list, ",", encode);
            case Map<?, ?> map
            when explode ->
                map.entrySet().stream()
                        .map(member -> encode.apply(String.valueOf(member.getKey())) + "="
                                + encode.apply(plain(member.getValue())))
                        .collect(Collectors.joining(","));
            case Map<?, ?> map -> joined(flat(map), ",", encode);
            default -> encode.apply(plain(value));
        };
    }

    /**
     * A value as it stands in a query or a form. One that would not stand there at all is refused: without it, the call
     * would be another.
     *
     * @throws IllegalArgumentException if it holds what cannot be written so
     */
    static List<Pair> pairs(String name, Style style, boolean explode, @Nullable Object value) {
        String encoded = percent(name);
        return switch (style) {
            case JSON ->
                List.of(new Pair(
                        encoded, percent((value == null ? CanonicalJson.NULL : CanonicalJson.ofValue(value)).text())));
            case DEEP_OBJECT -> deep(encoded, value);
            case SIMPLE, FORM -> form(encoded, ",", explode, value);
            case SPACE_DELIMITED -> form(encoded, "%20", explode, value);
            case PIPE_DELIMITED -> form(encoded, "%7C", explode, value);
        };
    }

    private static List<Pair> form(String name, String separator, boolean explode, @Nullable Object value) {
        return switch (value) {
            case List<?> list when list.isEmpty() -> throw emptyList();
            case Map<?, ?> map when map.isEmpty() -> throw emptyObject();
            case List<?> list
            when explode ->
                list.stream()
                        .map(element -> new Pair(name, percent(plain(element))))
                        .toList();
            case Map<?, ?> map
            when explode ->
                map.entrySet().stream()
                        .map(member ->
                                new Pair(percent(String.valueOf(member.getKey())), percent(plain(member.getValue()))))
                        .toList();
            case List<?> list -> List.of(new Pair(name, joined(list, separator, Encoding::percent)));
            case Map<?, ?> map -> List.of(new Pair(name, joined(flat(map), separator, Encoding::percent)));
            case null, default -> List.of(new Pair(name, percent(plain(value))));
        };
    }

    private static List<Pair> deep(String name, @Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map when map.isEmpty() -> throw emptyObject();
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .flatMap(
                                member -> deepMember(name, String.valueOf(member.getKey()), member.getValue()).stream())
                        .toList();
            case null, default -> throw new IllegalArgumentException("only an object can be written as a deep one");
        };
    }

    private static List<Pair> deepMember(String name, String member, @Nullable Object value) {
        if (member.contains("[") || member.contains("]")) {
            throw new IllegalArgumentException("a member's name holds a bracket, which would read as another member");
        }
        String inner = name + "%5B" + percent(member) + "%5D";
        return switch (value) {
            case Map<?, ?> map -> deep(inner, map);
            case List<?> list when list.isEmpty() -> throw emptyList();
            case List<?> list ->
                list.stream()
                        .map(element -> new Pair(inner, percent(plain(element))))
                        .toList();
            case null, default -> List.of(new Pair(inner, percent(plain(value))));
        };
    }

    private static IllegalArgumentException emptyList() {
        return new IllegalArgumentException("an empty list cannot be written there");
    }

    private static IllegalArgumentException emptyObject() {
        return new IllegalArgumentException("an empty object cannot be written there");
    }

    private static List<@Nullable Object> flat(Map<?, ?> map) {
        List<@Nullable Object> flat = new ArrayList<>();
        map.forEach((name, value) -> {
            flat.add(name);
            flat.add(value);
        });
        return flat;
    }

    private static String joined(List<?> values, String separator, UnaryOperator<String> encode) {
        return values.stream().map(value -> encode.apply(plain(value))).collect(Collectors.joining(separator));
    }

    /** A value that is no list and no object, in its digits. */
    static String plain(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean flag -> flag.toString();
            case BigDecimal number -> number.toPlainString();
            case Number number -> number.toString();
            case null -> throw new IllegalArgumentException("it holds null, which cannot be written there");
            case List<?> list ->
                throw new IllegalArgumentException("it holds a list within, which cannot be written there");
            case Map<?, ?> map ->
                throw new IllegalArgumentException("it holds an object within, which cannot be written there");
            default -> throw new IllegalArgumentException("it holds what is no JSON");
        };
    }
}

package dev.countersign.executor.tool.openapi;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of an OpenAPI document.
 *
 * @param value as {@link dev.countersign.contract.json.CanonicalJson#members()} has it
 * @param pointer where it stands (RFC 6901)
 */
record Node(@Nullable Object value, String pointer) {

    boolean isObject() {
        return value instanceof Map;
    }

    /** A member that is there. */
    Optional<Node> get(String name) {
        return isObject() && object().containsKey(name) ? Optional.of(member(name)) : Optional.empty();
    }

    /**
     * A member that must be there.
     *
     * @throws IllegalArgumentException if it is not
     */
    Node require(String name) {
        return get(name).orElseThrow(() -> new IllegalArgumentException(place() + " has no '" + name + "'"));
    }

    /** The members of an object, in the order of their names. */
    Map<String, Node> members() {
        Map<String, Node> members = new LinkedHashMap<>();
        object().keySet().forEach(name -> members.put(name, member(name)));
        return members;
    }

    List<Node> elements() {
        if (!(value instanceof List<?> list)) {
            throw new IllegalArgumentException(place() + " is no list");
        }
        List<Node> elements = new ArrayList<>();
        for (Object element : list) {
            elements.add(new Node(element, pointer + "/" + elements.size()));
        }
        return elements;
    }

    String text() {
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException(place() + " is no text");
        }
        return text;
    }

    boolean flag() {
        if (!(value instanceof Boolean flag)) {
            throw new IllegalArgumentException(place() + " is neither true nor false");
        }
        return flag;
    }

    /** The text of a member; empty where it is not there. */
    Optional<String> text(String name) {
        return get(name).map(Node::text);
    }

    /** A flag among the members. */
    boolean flag(String name, boolean otherwise) {
        return get(name).map(Node::flag).orElse(otherwise);
    }

    /** The texts of a list among the members; none where it is not there. */
    List<String> texts(String name) {
        return get(name)
                .map(list -> list.elements().stream().map(Node::text).toList())
                .orElse(List.of());
    }

    /** An element of a list or a member of an object, as a pointer's step names it. */
    Optional<Node> step(String token) {
        if (value instanceof List<?> list) {
            return token.matches("0|[1-9][0-9]{0,8}") && new BigInteger(token).intValueExact() < list.size()
                    ? Optional.of(elements().get(Integer.parseInt(token)))
                    : Optional.empty();
        }
        return get(token);
    }

    String place() {
        return "'#" + pointer + "'";
    }

    private Node member(String name) {
        return new Node(
                object().get(name), pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> object() {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(place() + " is no object");
        }
        return (Map<String, @Nullable Object>) map;
    }
}

package dev.countersign.approval.policy;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.values.NullValue;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A call's arguments for one evaluation of one condition. Each value is made when the condition looks at it: a number
 * that CEL cannot hold is an error then, and only then.
 */
final class ArgumentValues {

    private final Cost cost;

    ArgumentValues(Cost cost) {
        this.cost = cost;
    }

    Map<String, Object> of(Map<String, @Nullable Object> members) {
        return new Members(members);
    }

    private Object value(@Nullable Object json, String where) {
        return switch (json) {
            case null -> value(NullValue.NULL_VALUE);
            case String text -> text(text);
            case Number number ->
                value(ExactNumbers.celNumber(number)
                        .orElseThrow(() -> new CelInvalidArgumentException(
                                where + " is a number that neither a 64-bit integer nor a double holds exactly")));
            case Map<?, ?> members -> value(new Members(members));
            case List<?> items -> value(new Items(items));
            default -> value(json);
        };
    }

    private Object text(String text) {
        cost.count(text.length());
        return text;
    }

    private Object value(Object value) {
        cost.count(0);
        return value;
    }

    private final class Members extends AbstractMap<String, Object> {

        private final Map<?, ?> json;

        private Members(Map<?, ?> json) {
            this.json = json;
        }

        @Override
        public @Nullable Object get(Object name) {
            return json.containsKey(name) ? value(json.get(name), "'" + Quoted.of(name.toString()) + "'") : null;
        }

        @Override
        public boolean containsKey(Object name) {
            return json.containsKey(name);
        }

        @Override
        public int size() {
            return json.size();
        }

        @Override
        public Set<String> keySet() {
            cost.count(json.size());
            return json.keySet().stream().map(Object::toString).collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            return keySet().stream()
                    .map(name -> Map.entry(name, value(json.get(name), "'" + Quoted.of(name) + "'")))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private final class Items extends AbstractList<Object> {

        private final List<?> json;

        private Items(List<?> json) {
            this.json = json;
        }

        @Override
        public Object get(int index) {
            return value(json.get(index), "item " + index);
        }

        @Override
        public int size() {
            return json.size();
        }
    }
}

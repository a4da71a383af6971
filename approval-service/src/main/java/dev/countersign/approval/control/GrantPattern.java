package dev.countersign.approval.control;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What arguments a grant covers: exactly some, or some for each of their members. Arguments with a member that the
 * pattern does not name, and those without one that it names, are not covered.
 *
 * @param exact digest of the canonical arguments; there exactly when {@code fields} is not
 * @param fields by the name of the member
 */
public record GrantPattern(Optional<Digest> exact, Optional<Map<String, Field>> fields) {

    private static final int MAX_FIELDS = 64;

    public GrantPattern {
        fields = fields.map(TreeMap::new);
        if (exact.isPresent() == fields.isPresent()) {
            throw new IllegalArgumentException("a pattern is exact or says something of each member");
        }
        if (fields.filter(some -> some.isEmpty() || some.size() > MAX_FIELDS).isPresent()) {
            throw new IllegalArgumentException("a pattern names 1 to " + MAX_FIELDS + " members");
        }
    }

    /** These arguments and no others. */
    public static GrantPattern exactly(Digest argumentsDigest) {
        return new GrantPattern(Optional.of(argumentsDigest), Optional.empty());
    }

    /** Whether the arguments are covered. */
    public boolean matches(CanonicalJson arguments) {
        return exact.map(arguments.digest()::equals).orElseGet(() -> matchesEach(arguments.members()));
    }

    private boolean matchesEach(Map<String, @Nullable Object> arguments) {
        Map<String, Field> named = fields.orElseThrow();
        return arguments.keySet().equals(named.keySet())
                && named.entrySet().stream().allMatch(field -> field.getValue().matches(arguments.get(field.getKey())));
    }

    /**
     * What one member must be: exactly one of equal, a prefix and a range.
     *
     * @param equal the value, canonical
     * @param prefix how a text must begin
     * @param min the least number
     * @param max the greatest number
     */
    public record Field(
            Optional<CanonicalJson> equal,
            Optional<String> prefix,
            Optional<BigDecimal> min,
            Optional<BigDecimal> max) {

        public Field {
            boolean range = min.isPresent() || max.isPresent();
            if ((equal.isPresent() ? 1 : 0) + (prefix.isPresent() ? 1 : 0) + (range ? 1 : 0) != 1) {
                throw new IllegalArgumentException("a member is equal to a value, has a prefix, or lies in a range");
            }
            if (prefix.filter(String::isEmpty).isPresent()) {
                throw new IllegalArgumentException("a prefix is not empty");
            }
            if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
                throw new IllegalArgumentException("min is at most max");
            }
        }

        boolean matches(@Nullable Object value) {
            if (equal.isPresent()) {
                return value != null && CanonicalJson.ofValue(value).equals(equal.get());
            }
            if (prefix.isPresent()) {
                return value instanceof String text && text.startsWith(prefix.get());
            }
            return value instanceof Number number && isInRange(new BigDecimal(number.toString()));
        }

        private boolean isInRange(BigDecimal number) {
            return min.filter(least -> number.compareTo(least) < 0).isEmpty()
                    && max.filter(greatest -> number.compareTo(greatest) > 0).isEmpty();
        }
    }
}

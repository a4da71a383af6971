package dev.countersign.approval.policy;

import com.google.common.primitives.UnsignedLong;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as the language definition of CEL compares them: by value on one number line, whatever their types. The
 * library goes through a double, for which 2<sup>53</sup> + 1 and 2<sup>53</sup> are one number.
 */
final class ExactNumbers {

    private ExactNumbers() {}

    /**
     * The number as CEL has it: a 64-bit integer, or else a double of exactly the same value; empty where neither
     * holds it.
     */
    static Optional<Number> celNumber(Number json) {
        BigDecimal value = decimal(json);
        try {
            return Optional.of(value.longValueExact());
        } catch (ArithmeticException noInteger) {
            double nearest = value.doubleValue();
            return Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(value) == 0
                    ? Optional.of(nearest)
                    : Optional.empty();
        }
    }

    private static BigDecimal decimal(Number json) {
        return json instanceof BigDecimal decimal ? decimal : new BigDecimal(json.toString());
    }

    /** Negative, zero or positive as the left is less than, equal to or greater than the right; empty with NaN. */
    static Optional<Integer> compare(Number left, Number right) {
        double a = left.doubleValue();
        double b = right.doubleValue();
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Optional.empty();
        }
        return Double.isInfinite(a) || Double.isInfinite(b)
                ? Optional.of(Double.compare(a, b))
                : Optional.of(value(left).compareTo(value(right)));
    }

    private static BigDecimal value(Number number) {
        return switch (number) {
            case Double real -> new BigDecimal(real);
            case UnsignedLong unsigned -> new BigDecimal(unsigned.bigIntegerValue());
            default -> BigDecimal.valueOf(number.longValue());
        };
    }

    /** Whether two values of CEL are equal: numbers by value, lists and maps by what they hold. */
    static boolean areEqual(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return compare(a, b).filter(order -> order == 0).isPresent();
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return areEqualLists(a, b);
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return areEqualMaps(a, b);
        }
        return Objects.equals(left, right);
    }

    private static boolean areEqualLists(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!areEqual(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean areEqualMaps(Map<?, ?> left, Map<?, ?> right) {
        return left.size() == right.size()
                && left.keySet().stream()
                        .allMatch(key -> right.containsKey(key) && areEqual(left.get(key), right.get(key)));
    }

    /** Whether the list holds an equal value. */
    static boolean isIn(Object value, List<?> list) {
        return list.stream().anyMatch(item -> areEqual(value, item));
    }
}

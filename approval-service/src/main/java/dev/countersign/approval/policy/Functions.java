package dev.countersign.approval.policy;

import com.google.common.primitives.UnsignedLong;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The functions of CEL: those that compare numbers of different types with {@link ExactNumbers}, and those that can take
 * long with a {@link Cost}.
 */
final class Functions {

    private static final List<CelFunctionBinding> BINDINGS = Stream.concat(
                    Stream.of(
                            CelFunctionBinding.from("equals", Object.class, Object.class, ExactNumbers::areEqual),
                            CelFunctionBinding.from(
                                    "not_equals", Object.class, Object.class, (a, b) -> !ExactNumbers.areEqual(a, b)),
                            CelFunctionBinding.from("in_list", Object.class, List.class, Functions::isIn),
                            CelFunctionBinding.from("add_string", String.class, String.class, Functions::joined),
                            CelFunctionBinding.from("matches", String.class, String.class, RegularExpressions::matches),
                            CelFunctionBinding.from(
                                    "matches_string", String.class, String.class, RegularExpressions::matches)),
                    Arrays.stream(Order.values()).flatMap(Functions::comparisons))
            .toList();

    private static final Set<String> REPLACED =
            BINDINGS.stream().map(CelFunctionBinding::getOverloadId).collect(Collectors.toUnmodifiableSet());

    private Functions() {}

    static List<CelFunctionBinding> bindings() {
        return BINDINGS;
    }

    /** All others. */
    static CelStandardFunctions others() {
        return CelStandardFunctions.newBuilder()
                .filterFunctions((function, overload) -> !REPLACED.contains(id(overload)))
                .build();
    }

    private static boolean isIn(Object value, List<?> list) {
        return ExactNumbers.isIn(value, list);
    }

    private static String joined(String left, String right) {
        Cost.OF_EVALUATION.get().count(left.length() + right.length());
        return left.concat(right);
    }

    private static Stream<CelFunctionBinding> comparisons(Order order) {
        return Arrays.stream(Kind.values())
                .flatMap(left -> Arrays.stream(Kind.values())
                        .filter(right -> right != left)
                        .map(right -> comparison(order, left, right)));
    }

    private static CelFunctionBinding comparison(Order order, Kind left, Kind right) {
        String id = String.join("_", id(order), id(left), id(right));
        return CelFunctionBinding.from(id, left.type, right.type, (a, b) -> order.holds(a, b));
    }

    /** The library's own constants are named after the identifiers in CEL's language definition, and so are these. */
    private static String id(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT);
    }

    private enum Kind {
        INT64(Long.class),
        UINT64(UnsignedLong.class),
        DOUBLE(Double.class);

        private final Class<? extends Number> type;

        Kind(Class<? extends Number> type) {
            this.type = type;
        }
    }

    private enum Order {
        LESS,
        LESS_EQUALS,
        GREATER,
        GREATER_EQUALS;

        private boolean holds(Number left, Number right) {
            return ExactNumbers.compare(left, right).filter(this::holds).isPresent();
        }

        private boolean holds(int order) {
            return switch (this) {
                case LESS -> order < 0;
                case LESS_EQUALS -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_EQUALS -> order >= 0;
            };
        }
    }
}

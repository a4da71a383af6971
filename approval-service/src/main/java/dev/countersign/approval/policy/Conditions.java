package dev.countersign.approval.policy;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Compiles the conditions of one file. What they can cost is bounded here and in {@link Cost}. */
final class Conditions {

    /** In characters. */
    static final int MAX_LENGTH = 4_096;

    /** Iterations of all macros of a condition together. */
    static final int MAX_ITERATIONS = 1_000;

    /** Macros that iterate ({@code all}, {@code exists}, {@code map} …) in one condition. */
    static final int MAX_LOOPS = 8;

    /** Instructions of a compiled regular expression. */
    static final int MAX_REGEX_PROGRAM = 2_000;

    static final List<String> VARIABLES = List.of("arguments", "tool", "requester", "requesterProven", "hints");

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(MAX_ITERATIONS)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxRegexProgramSize(MAX_REGEX_PROGRAM)
            .build();

    private final Map<String, List<String>> lists;
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    Conditions(Map<String, List<String>> lists) {
        this.lists = Map.copyOf(lists);
        this.compiler = compiler(lists);
        this.runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
                .setOptions(OPTIONS)
                .setStandardEnvironmentEnabled(false)
                .setStandardFunctions(Functions.others())
                .addFunctionBindings(Functions.bindings())
                .build();
    }

    private static CelCompiler compiler(Map<String, List<String>> lists) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("arguments", MapType.create(SimpleType.STRING, SimpleType.DYN))
                .addVar("tool", SimpleType.STRING)
                .addVar("requester", SimpleType.STRING)
                .addVar("requesterProven", SimpleType.BOOL)
                .addVar("hints", MapType.create(SimpleType.STRING, SimpleType.BOOL))
                .setResultType(SimpleType.BOOL);
        lists.keySet().forEach(name -> builder.addVar(name, ListType.create(SimpleType.STRING)));
        return builder.build();
    }

    /**
     * Compiles and checks a condition.
     *
     * @throws UnusableConditionException if it is not one
     */
    Condition compile(String text) throws UnusableConditionException {
        if (text.isBlank() || text.codePointCount(0, text.length()) > MAX_LENGTH) {
            throw new UnusableConditionException("a condition has 1 to " + MAX_LENGTH + " characters: this has "
                    + text.codePointCount(0, text.length()));
        }
        try {
            CelAbstractSyntaxTree tree = tree(compiler.compile(text));
            check(tree);
            return new Condition(text, runtime.createProgram(tree), lists);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new UnusableConditionException("this is no condition: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            throw new UnusableConditionException("this condition is too much for the compiler: write it more simply");
        }
    }

    private CelAbstractSyntaxTree tree(CelValidationResult result)
            throws CelValidationException, UnusableConditionException {
        if (result.hasError()) {
            throw new UnusableConditionException(result.getErrors().stream()
                    .map(issue -> ConditionMessages.problem(
                            issue,
                            Stream.concat(
                                            VARIABLES.stream(),
                                            lists.keySet().stream().sorted())
                                    .toList()))
                    .toList());
        }
        return result.getAst();
    }

    private static void check(CelAbstractSyntaxTree tree) throws UnusableConditionException {
        List<CelNavigableExpr> nodes =
                CelNavigableAst.fromAst(tree).getRoot().allNodes().toList();
        if (nodes.stream()
                        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION)
                        .count()
                > MAX_LOOPS) {
            throw new UnusableConditionException(
                    "a condition goes through lists at most " + MAX_LOOPS + " times: split the rule");
        }
        for (CelNavigableExpr node : nodes) {
            RegularExpressions.check(node.expr(), tree.getSource());
        }
    }
}

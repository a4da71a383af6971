package dev.countersign.deploy.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Who may write and read what, written down by hand from the architecture: the other half of a double entry, so it
 * must not be made from the contract's table.
 */
record ExpectedAccess(String topic, Set<String> writers, Set<String> readers) {

    static final List<String> PRINCIPALS =
            List.of("planner-service", "approval-service", "executor-service", "guest", "operator");

    private static final String TABLE = """
            topic                   | writers            | readers
            prompts                 | guest approval     | planner
            prompts.dlq             | planner            | operator
            tool-requests           | guest planner      | approval
            tool-requests.dlq       | approval           | operator
            approved-calls          | approval           | executor
            approved-calls.dlq      | executor           | operator
            rejected-calls          | approval           | planner guest
            rejected-calls.dlq      | planner            | operator
            tool-results            | executor approval  | planner approval guest
            tool-results.dlq        | planner approval   | operator
            answers                 | planner            | guest
            tool-catalog            | executor           | planner approval executor
            tool-catalog.dlq        | planner approval executor | operator
            approvals               | approval           | approval guest
            planner-commands        | planner            | planner
            planner-commands.dlq    | planner            | operator
            planner-model-turns     | planner            | planner
            planner-model-turns.dlq | planner            | operator
            approval-commands       | approval           | approval
            approval-commands.dlq   | approval           | operator
            approval-outcomes       | approval           | approval
            approval-controls       | approval           | approval
            executor-ledger         | executor           | executor
            """;

    static List<ExpectedAccess> table() {
        return TABLE.lines().skip(1).map(ExpectedAccess::parse).toList();
    }

    private static ExpectedAccess parse(String line) {
        String[] cells = line.split("\\|");
        return new ExpectedAccess(cells[0].strip(), principals(cells[1]), principals(cells[2]));
    }

    private static Set<String> principals(String cell) {
        return Set.copyOf(Arrays.stream(cell.strip().split(" +"))
                .map(name -> PRINCIPALS.contains(name) ? name : name + "-service")
                .toList());
    }
}

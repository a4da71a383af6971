package dev.countersign.executor.execution;

import dev.countersign.contract.id.ToolName;
import dev.countersign.executor.tool.OfferedTool;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many runs of each tool are under way in this process. */
final class Slots {

    private final Map<ToolName, Integer> taken = new ConcurrentHashMap<>();

    /** Takes a slot if one is free. */
    boolean take(OfferedTool tool) {
        boolean[] free = new boolean[1];
        taken.compute(tool.entry().name(), (name, count) -> {
            int now = count == null ? 0 : count;
            free[0] = now < tool.limits().concurrency();
            return free[0] ? Integer.valueOf(now + 1) : count;
        });
        return free[0];
    }

    /** Takes a slot even above the limit: for a further attempt, while the one that timed out may still hold its own. */
    void takeAnyway(OfferedTool tool) {
        taken.merge(tool.entry().name(), 1, Integer::sum);
    }

    void release(OfferedTool tool) {
        taken.computeIfPresent(tool.entry().name(), (name, count) -> count > 1 ? count - 1 : null);
    }
}

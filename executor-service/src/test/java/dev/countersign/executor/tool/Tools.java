package dev.countersign.executor.tool;

import dev.countersign.contract.id.ToolName;
import dev.countersign.executor.tool.method.MethodTools;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Registries for tests. */
public final class Tools {

    private Tools() {}

    /** A registry of annotated methods. */
    public static ToolRegistry registry(List<MethodTools.Owner> owners, Map<String, ? extends ToolSettings> settings) {
        return ToolRegistry.start(
                "executor-service", List.of(new MethodTools(owners)), settings, Duration.ofSeconds(5));
    }

    /** A tool that is there. */
    public static OfferedTool find(ToolRegistry registry, String name) {
        return registry.lookup(new ToolName(name)) instanceof ToolRegistry.Lookup.Offered(OfferedTool tool)
                ? tool
                : org.junit.jupiter.api.Assertions.fail("no tool " + name);
    }
}

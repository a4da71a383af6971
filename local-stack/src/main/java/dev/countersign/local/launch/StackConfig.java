package dev.countersign.local.launch;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a stack is set up.
 *
 * @param checkout where the modules lie, built
 * @param model    the planner's model; empty: whatever {@code OPENAI_*} in the environment says
 * @param tools    settings of the executor's tools beyond those that it ships with
 * @param extra    more environment by service; wins over what the stack says
 */
public record StackConfig(
        Path checkout,
        DataDir data,
        StackPorts ports,
        Optional<ModelEndpoint> model,
        Optional<ToolsFile> tools,
        Map<ServiceKind, Map<String, String>> extra) {

    public StackConfig {
        checkout = checkout.toAbsolutePath().normalize();
        extra = Map.copyOf(extra);
    }

    /** For a test: free ports, and no environment but the stack's own. */
    public static StackConfig forTest(Path checkout, Path data, ModelEndpoint model) {
        return new StackConfig(
                checkout, new DataDir(data), StackPorts.free(), Optional.of(model), Optional.empty(), Map.of());
    }

    /** With more environment for every instance of one service. */
    public StackConfig withExtra(ServiceKind kind, Map<String, String> environment) {
        Map<ServiceKind, Map<String, String>> all = new EnumMap<>(ServiceKind.class);
        all.putAll(extra);
        all.put(kind, Map.copyOf(environment));
        return new StackConfig(checkout, data, ports, model, tools, all);
    }

    /** With settings of the executor's tools. */
    public StackConfig withTools(ToolsFile file) {
        return new StackConfig(checkout, data, ports, model, Optional.of(file), extra);
    }

    Map<String, String> extra(ServiceKind kind) {
        return extra.getOrDefault(kind, Map.of());
    }
}

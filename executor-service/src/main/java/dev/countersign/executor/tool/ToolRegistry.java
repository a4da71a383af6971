package dev.countersign.executor.tool;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The tools of this executor, by name. */
public final class ToolRegistry {

    private final Map<ToolName, ToolMethod> tools;

    private ToolRegistry(Map<ToolName, ToolMethod> tools) {
        this.tools = tools;
    }

    /**
     * An object with methods that carry {@link Tool}.
     *
     * @param type where the methods are declared; the object may be a proxy of it
     */
    public record Source(Object bean, Class<?> type) {

        List<Method> methods() {
            return List.of(type.getDeclaredMethods()).stream()
                    .filter(method -> method.isAnnotationPresent(Tool.class))
                    .toList();
        }
    }

    /**
     * Finds the tools.
     *
     * @param settings what is declared about each, by name; answers for a name without a declaration with the defaults
     * @throws IllegalArgumentException if two have one name, settings name none, or one cannot be offered
     */
    public static ToolRegistry of(
            String executor, Collection<Source> sources, Map<String, ? extends ToolSettings> settings) {
        Map<ToolName, ToolMethod> tools = new LinkedHashMap<>();
        Set<String> unclaimed = new TreeSet<>(settings.keySet());
        for (Source source : sources) {
            for (Method method : source.methods()) {
                ToolSpecification specification = ToolSpecifications.toolSpecificationFrom(method);
                ToolSettings declared = settings(settings, specification.name());
                unclaimed.remove(specification.name());
                if (declared.enabled()) {
                    add(tools, tool(executor, source.bean(), method, specification, declared));
                }
            }
        }
        if (!unclaimed.isEmpty()) {
            throw new IllegalArgumentException(
                    "countersign.tools names tools that are not there: " + String.join(", ", unclaimed));
        }
        return new ToolRegistry(Map.copyOf(tools));
    }

    private static ToolSettings settings(Map<String, ? extends ToolSettings> settings, String name) {
        ToolSettings declared = settings.get(name);
        if (declared == null) {
            throw new IllegalArgumentException("no settings countersign.tools." + name);
        }
        return declared;
    }

    private static void add(Map<ToolName, ToolMethod> tools, ToolMethod tool) {
        if (tools.putIfAbsent(tool.entry().name(), tool) != null) {
            throw new IllegalArgumentException(
                    "two tools are named " + tool.entry().name());
        }
    }

    /** The tool of this name, if it is here. */
    public Optional<ToolMethod> find(ToolName name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** All of them. */
    public Collection<ToolMethod> all() {
        return tools.values();
    }

    private static ToolMethod tool(
            String executor, Object bean, Method method, ToolSpecification specification, ToolSettings declared) {
        CanonicalJson schema = ToolSchema.of(method, specification);
        CatalogEntry entry = new CatalogEntry(
                new ToolName(specification.name()),
                Optional.ofNullable(specification.description()).orElse(""),
                schema,
                new Annotations(
                        declared.readOnlyHint(),
                        declared.destructiveHint(),
                        declared.idempotentHint(),
                        declared.openWorldHint()),
                declared.timeout(),
                declared.retries(),
                executor);
        try {
            return new ToolMethod(
                    entry, entry.digest(), ArgumentsSchema.compile(schema), declared.concurrency(), bean, method);
        } catch (UnreadableException e) {
            throw new IllegalArgumentException("tool '" + entry.name() + "': " + e.detail(), e);
        }
    }
}

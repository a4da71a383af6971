package dev.countersign.executor.tool.mcp;

import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.Redaction;
import dev.countersign.executor.tool.ToolBody;
import dev.countersign.executor.tool.ToolOffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes offers of what a server says of its tools.
 *
 * @param server for the log
 * @param patterns which of them, by the server's names
 * @param prefix before each name
 */
record McpTools(String server, List<String> patterns, String prefix) {

    private static final Logger LOG = LoggerFactory.getLogger(McpTools.class);
    private static final Map<String, Object> NO_ARGUMENTS =
            Map.of("type", "object", "properties", Map.of(), "additionalProperties", false);
    /** Of description and schema together, in bytes: every catalogue entry must fit into a record. */
    private static final int MAX_ENTRY = 256 * 1024;

    McpTools {
        patterns = List.copyOf(patterns);
    }

    /**
     * The offers of the chosen tools.
     *
     * @param redaction keeps the server's secrets out of the catalogue; a tool that has one in its name is left out
     * @param bodies what runs a tool, by the server's name for it
     */
    List<ToolOffer> offers(
            List<Map<String, @Nullable Object>> tools, Redaction redaction, Function<String, ToolBody> bodies) {
        List<ToolOffer> offers = new ArrayList<>();
        for (Map<String, @Nullable Object> tool : tools) {
            if (tool.get("name") instanceof String name && isChosen(name)) {
                offer(name, redaction.members(tool), bodies.apply(name)).ifPresent(offers::add);
            }
        }
        tellMissing(tools);
        return offers;
    }

    private boolean isChosen(String name) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean matches(String pattern, String name) {
        return Pattern.compile(
                        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                        Pattern.DOTALL)
                .matcher(name)
                .matches();
    }

    private void tellMissing(List<Map<String, @Nullable Object>> tools) {
        List<String> missing = patterns.stream()
                .filter(pattern -> tools.stream()
                        .noneMatch(tool -> tool.get("name") instanceof String name && matches(pattern, name)))
                .toList();
        if (!missing.isEmpty()) {
            LOG.warn("event=mcp-tools-missing server={} tools={}", server, missing);
        }
    }

    private Optional<ToolOffer> offer(String name, Map<String, @Nullable Object> tool, ToolBody body) {
        String shown = String.valueOf(tool.get("name"));
        try {
            if (!shown.equals(name)) {
                throw new IllegalArgumentException("its name holds a secret");
            }
            String description = Stream.of("description", "title")
                    .map(tool::get)
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .findFirst()
                    .orElse("");
            CanonicalJson schema = CanonicalJson.ofValue(schema(tool.get("inputSchema")));
            requireFit(description, schema);
            return Optional.of(new ToolOffer(
                    new ToolName(prefix + name.replaceAll("[^A-Za-z0-9_-]", "_")),
                    description,
                    schema,
                    annotations(tool.get("annotations")),
                    body));
        } catch (IllegalArgumentException e) {
            LOG.error("event=tool-left-out server={} tool={} reason=\"{}\"", server, printable(shown), e.getMessage());
            return Optional.empty();
        }
    }

    private static String printable(String name) {
        return name.substring(0, Math.min(name.length(), 100)).replaceAll("[^ -~]", "?");
    }

    private static void requireFit(String description, CanonicalJson schema) {
        int bytes = (description + schema.text()).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_ENTRY) {
            throw new IllegalArgumentException(
                    "description and schema have " + bytes + " bytes, more than the " + MAX_ENTRY + " allowed");
        }
    }

    /** Arguments are an object, whether a server says so or not. */
    private static Object schema(@Nullable Object described) {
        Map<String, @Nullable Object> schema = new LinkedHashMap<>(JsonRpc.members(described));
        if (schema.isEmpty()) {
            return NO_ARGUMENTS;
        }
        schema.putIfAbsent("type", "object");
        return schema;
    }

    private static Optional<Annotations> annotations(@Nullable Object described) {
        Map<String, @Nullable Object> hints = JsonRpc.members(described);
        return hints.isEmpty()
                ? Optional.empty()
                : Optional.of(new Annotations(
                        hint(hints, "readOnlyHint", Annotations.UNKNOWN.readOnlyHint()),
                        hint(hints, "destructiveHint", Annotations.UNKNOWN.destructiveHint()),
                        hint(hints, "idempotentHint", Annotations.UNKNOWN.idempotentHint()),
                        hint(hints, "openWorldHint", Annotations.UNKNOWN.openWorldHint())));
    }

    private static boolean hint(Map<String, @Nullable Object> hints, String name, boolean otherwise) {
        return hints.get(name) instanceof Boolean said ? said : otherwise;
    }
}

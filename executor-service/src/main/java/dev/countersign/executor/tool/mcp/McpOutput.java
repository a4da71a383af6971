package dev.countersign.executor.tool.mcp;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.executor.tool.ToolOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an MCP tool has returned, as a result's output. Everything in it is data: no link is followed. */
final class McpOutput {

    private static final String UNKEEPABLE = "JSON beyond the bounds of what can be kept";

    private McpOutput() {}

    /**
     * The output.
     *
     * @throws Requests.RefusedException if the tool says that it has failed, with what it says
     */
    static CanonicalJson of(Object result) throws Requests.RefusedException {
        Map<String, @Nullable Object> members = JsonRpc.members(result);
        List<Map<String, @Nullable Object>> blocks = blocks(members.get("content"));
        if (Boolean.TRUE.equals(members.get("isError"))) {
            throw new Requests.RefusedException(failure(blocks, members.get("structuredContent")));
        }
        Object structured = members.get("structuredContent");
        if (structured != null) {
            return kept(structured);
        }
        return switch (blocks.size()) {
            case 0 -> ToolOutput.of(null);
            case 1 -> single(blocks.getFirst());
            default -> kept(blocks.stream().map(McpOutput::element).toList());
        };
    }

    private static List<Map<String, @Nullable Object>> blocks(@Nullable Object content) {
        List<Map<String, @Nullable Object>> blocks = new ArrayList<>();
        if (content instanceof List<?> list) {
            list.forEach(block -> blocks.add(JsonRpc.members(block)));
        }
        return blocks;
    }

    private static String failure(List<Map<String, @Nullable Object>> blocks, @Nullable Object structured) {
        String said = blocks.stream()
                .map(block -> block.get("text") instanceof String text ? text : "")
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n"));
        if (!said.isBlank()) {
            return said;
        }
        return structured == null
                ? "the tool has failed and does not say why"
                : kept(structured).text();
    }

    /** It has been run, so what cannot be kept of its answer does not make it a failure. */
    private static CanonicalJson kept(Object value) {
        try {
            return ToolOutput.of(value);
        } catch (IllegalArgumentException e) {
            return ToolOutput.withheld(UNKEEPABLE);
        }
    }

    private static CanonicalJson single(Map<String, @Nullable Object> block) {
        if (isText(block)) {
            return ToolOutput.of(block.get("text"));
        }
        Optional<String> withheld = withheld(block);
        return withheld.isPresent() ? ToolOutput.withheld(withheld.get()) : kept(List.of(element(block)));
    }

    private static boolean isText(Map<String, @Nullable Object> block) {
        return "text".equals(block.get("type")) && block.get("text") instanceof String;
    }

    private static Map<String, Object> element(Map<String, @Nullable Object> block) {
        Map<String, Object> element = new LinkedHashMap<>();
        element.put("type", block.get("type") instanceof String type ? type : "unknown");
        copy(block, element);
        copy(JsonRpc.members(block.get("resource")), element);
        withheld(block).ifPresent(what -> element.put("withheld", what));
        return element;
    }

    private static void copy(Map<String, @Nullable Object> from, Map<String, Object> to) {
        for (String name : List.of("text", "uri", "name", "title", "description", "mimeType")) {
            if (from.get(name) instanceof String value) {
                to.put(name, value);
            }
        }
    }

    /** What there is of binary content. */
    private static Optional<String> withheld(Map<String, @Nullable Object> block) {
        Map<String, @Nullable Object> resource = JsonRpc.members(block.get("resource"));
        return base64(block.get("data"), block.get("mimeType"))
                .or(() -> base64(resource.get("blob"), resource.get("mimeType")));
    }

    private static Optional<String> base64(@Nullable Object data, @Nullable Object mimeType) {
        if (!(data instanceof String base64)) {
            return Optional.empty();
        }
        long characters = base64.chars().filter(c -> c != '=' && c > ' ').count();
        String type = mimeType instanceof String named && named.matches("[\\w.+/-]{1,100}") ? named : "unknown type";
        return Optional.of(characters * 3 / 4 + " bytes of " + type);
    }
}

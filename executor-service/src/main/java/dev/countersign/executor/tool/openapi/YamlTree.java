package dev.countersign.executor.tool.openapi;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML 1.2 (core schema) as plain values with every digit of every number. What aliases repeat counts each time,
 * so that no small file becomes a huge tree.
 */
final class YamlTree {

    private static final int MAX_DEPTH = 80;
    private static final int MAX_NODES = 1_000_000;
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?");

    private final String text;
    private final LoadSettings settings;
    private int nodes;

    private YamlTree(String text) {
        this.text = text;
        this.settings = LoadSettings.builder()
                .setCodePointLimit(text.length() + 1)
                .setAllowDuplicateKeys(false)
                .build();
    }

    /**
     * The one document of a text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static @Nullable Object read(String text) {
        try {
            return new YamlTree(text).read();
        } catch (MarkedYamlEngineException e) {
            throw new IllegalArgumentException("no YAML: " + e.getProblem() + place(e.getProblemMark()), e);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("no YAML: " + e.getMessage(), e);
        }
    }

    private @Nullable Object read() {
        checkDepth();
        return new Compose(settings)
                .composeString(text)
                .map(root -> value(root, 0))
                .orElseThrow(() -> new IllegalArgumentException("the file is empty"));
    }

    /** Before a tree is made, whose making recurses. */
    private void checkDepth() {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event) {
                case CollectionStartEvent start -> depth++;
                case CollectionEndEvent end -> depth--;
                default -> {}
            }
            checkDepth(depth, event.getStartMark());
        }
    }

    private static void checkDepth(int depth, Optional<Mark> mark) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested more than " + MAX_DEPTH + " levels deep" + place(mark));
        }
    }

    private @Nullable Object value(org.snakeyaml.engine.v2.nodes.Node node, int depth) {
        checkDepth(depth, node.getStartMark());
        if (++nodes > MAX_NODES) {
            throw new IllegalArgumentException("more than " + MAX_NODES + " values");
        }
        return switch (node) {
            case MappingNode mapping -> members(mapping, depth);
            case SequenceNode sequence -> elements(sequence, depth);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new IllegalArgumentException("cannot be read" + place(node.getStartMark()));
        };
    }

    private Map<String, @Nullable Object> members(MappingNode mapping, int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            // Response codes are written as numbers: what counts is how they are written.
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw new IllegalArgumentException(
                        "a name is no text" + place(tuple.getKeyNode().getStartMark()));
            }
            if (members.containsKey(name.getValue())) {
                throw new IllegalArgumentException(
                        "'" + name.getValue() + "' is there twice" + place(name.getStartMark()));
            }
            members.put(name.getValue(), value(tuple.getValueNode(), depth + 1));
        }
        return members;
    }

    private List<@Nullable Object> elements(SequenceNode sequence, int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        sequence.getValue().forEach(element -> elements.add(value(element, depth + 1)));
        return elements;
    }

    private static @Nullable Object scalar(ScalarNode scalar) {
        String written = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return written;
        }
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return Boolean.valueOf(written);
        }
        if (tag.equals(Tag.INT)) {
            return whole(written);
        }
        if (tag.equals(Tag.FLOAT) && DECIMAL.matcher(written).matches()) {
            return new BigDecimal(written);
        }
        throw new IllegalArgumentException("a value that JSON does not have" + place(scalar.getStartMark()));
    }

    private static BigInteger whole(String written) {
        if (written.startsWith("0x")) {
            return new BigInteger(written.substring(2), 16);
        }
        return written.startsWith("0o") ? new BigInteger(written.substring(2), 8) : new BigInteger(written);
    }

    private static String place(Optional<Mark> mark) {
        return mark.map(at -> " (line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1) + ")")
                .orElse("");
    }
}

package dev.countersign.approval.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML 1.2 (core schema) without anchors, aliases and tags of one's own, nested at most {@value #MAX_DEPTH} deep. */
final class YamlReader {

    private static final int MAX_DEPTH = 20;

    private static final Map<Tag, Written.Type> TYPES = Map.of(
            Tag.STR, Written.Type.TEXT,
            Tag.INT, Written.Type.INTEGER,
            Tag.FLOAT, Written.Type.DECIMAL,
            Tag.BOOL, Written.Type.BOOLEAN,
            Tag.NULL, Written.Type.NOTHING);

    private final String text;
    private final SourceText source;
    private final Problems problems;
    private final LoadSettings settings;

    YamlReader(String text, Problems problems) {
        this.text = text;
        this.source = new SourceText(text);
        this.problems = problems;
        this.settings =
                LoadSettings.builder().setCodePointLimit(text.length() + 1).build();
    }

    /** The one document of the text; empty with a problem where there is none. */
    Optional<Written> read() {
        try {
            checkEvents();
            if (problems.any()) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problems.add(Place.START, "the file is empty: a policy starts with 'version: 1' and 'rules: []'");
            }
            return root.map(this::written);
        } catch (MarkedYamlEngineException e) {
            problems.add(place(e.getProblemMark()), "this is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(Place.START, "this is no YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Before a tree is made, whose making recurses. */
    private void checkEvents() {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event) {
                case CollectionStartEvent start -> depth++;
                case CollectionEndEvent end -> depth--;
                default -> {}
            }
            if (depth > MAX_DEPTH) {
                problems.add(place(event.getStartMark()), "this is nested too deeply: a policy needs few levels");
                return;
            }
            if (event instanceof AliasEvent || (event instanceof NodeEvent node && isAnchored(node))) {
                problems.add(place(event.getStartMark()), "anchors and aliases are not read here: write it out");
            }
        }
    }

    private static boolean isAnchored(NodeEvent event) {
        return event.getAnchor().isPresent();
    }

    private Written written(Node node) {
        return switch (node) {
            case MappingNode mapping -> new Written.Mapping(place(mapping.getStartMark()), members(mapping));
            case SequenceNode sequence ->
                new Written.Sequence(
                        place(sequence.getStartMark()),
                        sequence.getValue().stream().map(this::written).toList());
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new IllegalStateException("no such node in YAML: " + node.getNodeType());
        };
    }

    private List<Written.Member> members(MappingNode mapping) {
        List<Written.Member> members = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = place(tuple.getKeyNode().getStartMark());
            if (tuple.getKeyNode() instanceof ScalarNode name) {
                members.add(new Written.Member(place, name.getValue(), written(tuple.getValueNode())));
            } else {
                problems.add(place, "a member's name is a text: put a name before the colon");
            }
        }
        return members;
    }

    private Written.Scalar scalar(ScalarNode scalar) {
        Place place = place(scalar.getStartMark());
        Written.Type type = TYPES.get(scalar.getTag());
        if (type == null) {
            problems.add(place, "the tag " + scalar.getTag() + " is not read here: leave it out");
            type = Written.Type.TEXT;
        }
        return new Written.Scalar(place, scalar.getValue(), type, places(scalar));
    }

    private ScalarPlaces places(ScalarNode scalar) {
        int start = scalar.getStartMark().map(Mark::getIndex).orElse(0);
        int end = scalar.getEndMark().map(Mark::getIndex).orElse(start);
        return new ScalarPlaces(source, start, Math.min(end, source.length()), scalar.getScalarStyle());
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(at -> new Place(at.getLine() + 1, at.getColumn() + 1)).orElse(Place.START);
    }
}

package dev.countersign.approval.policy;

import java.util.List;

/** A value as it is written in a policy file. */
sealed interface Written {

    Place place();

    /** In words. */
    String kind();

    /** Members in the file's order; a name can repeat. */
    record Mapping(Place place, List<Member> members) implements Written {
        public Mapping {
            members = List.copyOf(members);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A member and where its name stands. */
    record Member(Place place, String name, Written value) {}

    record Sequence(Place place, List<Written> items) implements Written {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A text, or what YAML 1.2 takes for something else. */
    record Scalar(Place place, String text, Type type, ScalarPlaces places) implements Written {
        @Override
        public String kind() {
            return switch (type) {
                case TEXT -> "the text '" + text + "'";
                case INTEGER -> "the number " + text;
                case DECIMAL -> "the number " + text;
                case BOOLEAN -> text;
                case NOTHING -> "nothing";
            };
        }
    }

    enum Type {
        TEXT,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NOTHING
    }
}

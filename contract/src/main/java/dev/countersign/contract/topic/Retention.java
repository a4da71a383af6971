package dev.countersign.contract.topic;

import java.time.Duration;
import java.util.Map;

/** How long a topic keeps its records. */
public sealed interface Retention {
    /** The newest record of each key, for good. */
    Retention COMPACT = new Compact();

    /** Every record, for a time. */
    static Retention keptFor(Duration time) {
        return new KeptFor(time);
    }

    /** The settings on the broker, by name. */
    Map<String, String> settings();

    /** Every record, for a time. */
    record KeptFor(Duration time) implements Retention {
        @Override
        public Map<String, String> settings() {
            return Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(time.toMillis()));
        }
    }

    /** The newest record of each key, for good. */
    record Compact() implements Retention {
        @Override
        public Map<String, String> settings() {
            return Map.of("cleanup.policy", "compact");
        }
    }
}

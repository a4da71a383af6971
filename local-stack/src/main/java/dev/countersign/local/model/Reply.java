package dev.countersign.local.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the stand-in says: words, or calls of tools. */
sealed interface Reply {

    record Text(String text) implements Reply {}

    record Calls(List<Call> calls) implements Reply {

        public Calls {
            calls = List.copyOf(calls);
        }
    }

    record Call(String tool, Map<String, ? extends @Nullable Object> arguments) {}
}

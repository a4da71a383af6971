package dev.countersign.approval.policy;

import dev.countersign.contract.event.CatalogEntry.Annotations;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The behaviour hints of a tool by the names that a policy has for them. */
final class Hints {

    static final List<String> NAMES = List.of("readOnly", "destructive", "idempotent", "openWorld");

    private Hints() {}

    static Map<String, Boolean> values(Annotations annotations) {
        return Map.of(
                "readOnly", annotations.readOnlyHint(),
                "destructive", annotations.destructiveHint(),
                "idempotent", annotations.idempotentHint(),
                "openWorld", annotations.openWorldHint());
    }

    /** The first hint that is not as wanted. */
    static Optional<String> firstOther(Map<String, Boolean> wanted, Annotations annotations) {
        Map<String, Boolean> given = values(annotations);
        return NAMES.stream()
                .filter(wanted::containsKey)
                .filter(name -> !Objects.equals(wanted.get(name), given.get(name)))
                .findFirst();
    }
}

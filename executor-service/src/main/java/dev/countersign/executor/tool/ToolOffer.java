package dev.countersign.executor.tool;

import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import java.util.Optional;

/**
 * A tool as its source describes it.
 *
 * @param description what it does, for model and person
 * @param inputSchema JSON Schema of the arguments
 * @param claimed what the source says of the tool's behaviour: a suggestion to whoever deploys, and nothing more
 * @param origin where in its source it is, for who configures, such as {@code dev.example.Mail.send}
 */
public record ToolOffer(
        ToolName name,
        String description,
        CanonicalJson inputSchema,
        Optional<Annotations> claimed,
        Optional<String> origin,
        ToolBody body) {

    /** A tool whose source says enough of where it is. */
    public ToolOffer(
            ToolName name,
            String description,
            CanonicalJson inputSchema,
            Optional<Annotations> claimed,
            ToolBody body) {
        this(name, description, inputSchema, claimed, Optional.empty(), body);
    }

    /** Where it is, for who configures. */
    String place(String source) {
        return origin.map(inside -> inside + " (" + source + ")").orElse(source);
    }
}

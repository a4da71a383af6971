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
 */
public record ToolOffer(
        ToolName name, String description, CanonicalJson inputSchema, Optional<Annotations> claimed, ToolBody body) {}

package dev.countersign.contract.catalog;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.Digest;

/**
 * A tool that can be called now.
 *
 * @param digest of the entry: what decisions are bound to
 * @param schema of its arguments, ready to check
 */
public record OfferedTool(CatalogEntry entry, Digest digest, ArgumentsSchema schema) {}

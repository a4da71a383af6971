package dev.countersign.executor.tool;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.Digest;
import dev.countersign.contract.json.UnreadableException;
import dev.countersign.executor.ledger.RunPolicy;

/**
 * A tool that this executor can run: what its source says of it, and how whoever deploys declares it.
 *
 * @param entry as the catalogue has it
 * @param digest of the entry
 * @param schema of the arguments, ready to check
 * @param limits how much of it may run here
 * @param source where it comes from
 * @param place where in its source it is
 */
public record OfferedTool(
        CatalogEntry entry,
        Digest digest,
        ArgumentsSchema schema,
        ToolLimits limits,
        String source,
        String place,
        ToolBody body) {

    /**
     * Puts the two together.
     *
     * @throws IllegalArgumentException if the tool cannot be offered
     */
    static OfferedTool of(String executor, String source, ToolOffer offer, ToolSettings declared) {
        try {
            CatalogEntry entry = new CatalogEntry(
                    offer.name(),
                    offer.description(),
                    offer.inputSchema(),
                    new Annotations(
                            declared.readOnlyHint(),
                            declared.destructiveHint(),
                            declared.idempotentHint(),
                            declared.openWorldHint()),
                    declared.timeout(),
                    declared.retries(),
                    executor);
            return new OfferedTool(
                    entry,
                    entry.digest(),
                    ArgumentsSchema.compile(offer.inputSchema()),
                    ToolLimits.of(declared),
                    source,
                    offer.place(source),
                    offer.body());
        } catch (UnreadableException e) {
            throw new IllegalArgumentException(
                    "tool '" + offer.name() + "' of " + offer.place(source) + ": " + e.detail(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "tool '" + offer.name() + "' of " + offer.place(source) + ": " + e.getMessage(), e);
        }
    }

    /** How it may be run. */
    public RunPolicy policy() {
        return new RunPolicy(entry.timeout(), entry.retries() + 1);
    }
}

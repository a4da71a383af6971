package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.Offer;
import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.catalog.OfferedTool;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.ArgumentsSchema;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The catalogue as it was looked at for one command: the view goes on meanwhile, the command does not see that. */
final class ToolLookup {

    private static final int MAX_VIOLATIONS = 5;

    private final Catalog catalog;
    private final Map<CallId, Offer> offers = new HashMap<>();
    private final Map<CallId, CatalogEntry> entries = new HashMap<>();

    ToolLookup(Catalog catalog) {
        this.catalog = catalog;
    }

    Map<CallId, Offer> offers() {
        return offers;
    }

    Optional<CatalogEntry> entry(CallId call) {
        return Optional.ofNullable(entries.get(call));
    }

    /** Looks up the tool of a call that comes. */
    void look(CallId call, ToolName tool, CanonicalJson arguments) {
        look(call, tool, Optional.empty(), () -> arguments);
    }

    /**
     * Looks up the tool of a call that is held.
     *
     * @param heldUnder the entry that its arguments are known to fit
     */
    void look(CallId call, ToolName tool, Optional<Digest> heldUnder, Supplier<CanonicalJson> arguments) {
        Optional<OfferedTool> found = catalog.find(tool);
        found.ifPresent(offered -> entries.put(call, offered.entry()));
        offers.put(
                call,
                found.map(offered -> offer(offered, heldUnder, arguments))
                        .orElseGet(() -> new Offer.Gone("no tool of the name '" + tool + "' is on offer")));
    }

    private static Offer offer(OfferedTool offered, Optional<Digest> heldUnder, Supplier<CanonicalJson> arguments) {
        CatalogEntry entry = offered.entry();
        if (heldUnder.filter(offered.digest()::equals).isEmpty()) {
            Optional<String> misfit = misfit(offered.schema(), arguments.get());
            if (misfit.isPresent()) {
                return new Offer.Unfit(offered.digest(), misfit.get());
            }
        }
        return new Offer.Fits(offered.digest(), entry.executor(), entry.longestRun());
    }

    private static Optional<String> misfit(ArgumentsSchema schema, CanonicalJson arguments) {
        List<ArgumentsSchema.Violation> violations = schema.violations(arguments);
        return violations.isEmpty()
                ? Optional.empty()
                : Optional.of("the arguments do not fit the tool's schema: "
                        + violations.stream()
                                .limit(MAX_VIOLATIONS)
                                .map(ArgumentsSchema.Violation::toString)
                                .collect(Collectors.joining("; ")));
    }
}

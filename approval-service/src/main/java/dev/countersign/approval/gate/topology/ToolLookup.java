package dev.countersign.approval.gate.topology;

import dev.countersign.approval.gate.Circumstances.Consideration;
import dev.countersign.approval.gate.Offer;
import dev.countersign.approval.policy.PolicyBook;
import dev.countersign.approval.policy.PolicyQuestion;
import dev.countersign.contract.catalog.Catalog;
import dev.countersign.contract.catalog.OfferedTool;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Catalogue and policy as they were looked at for one command: the views go on meanwhile, the command does not see that.
 */
final class ToolLookup {

    private final Catalog catalog;
    private final PolicyBook.Judge policy;
    private final Map<ToolName, Optional<OfferedTool>> tools = new HashMap<>();
    private final Map<CallId, Consideration> considerations = new HashMap<>();
    private final Map<CallId, CatalogEntry> entries = new HashMap<>();
    private final Map<CallId, CanonicalJson> arguments = new HashMap<>();

    ToolLookup(Catalog catalog, PolicyBook.Judge policy) {
        this.catalog = catalog;
        this.policy = policy;
    }

    Map<CallId, Consideration> considerations() {
        return considerations;
    }

    /** The arguments of the held calls that were looked at. */
    Map<CallId, CanonicalJson> arguments() {
        return arguments;
    }

    Optional<CatalogEntry> entry(CallId call) {
        return Optional.ofNullable(entries.get(call));
    }

    /** Looks at a call that comes. */
    void look(ToolRequest request, boolean proven, Optional<String> origin) {
        Optional<String> requester = proven ? request.requester() : Optional.empty();
        describe(request.callId(), request.tool());
        considerations.put(
                request.callId(), consider(request.tool(), requester, origin, Optional.empty(), request.arguments()));
    }

    /** Looks at a call that is held, and whose arguments are known to fit the entry that it is held under. */
    void look(Approval card) {
        describe(card.callId(), card.tool());
        arguments.put(card.callId(), card.arguments());
        considerations.put(card.callId(), consider(card, card.toolDigest(), card.arguments()));
    }

    /** Looks at other arguments of a call that is held. */
    Consideration lookAtEdited(Approval card, CanonicalJson edited) {
        arguments.put(card.callId(), edited);
        return consider(card, Optional.empty(), edited);
    }

    private void describe(CallId call, ToolName tool) {
        find(tool).ifPresent(offered -> entries.put(call, offered.entry()));
    }

    private Optional<OfferedTool> find(ToolName tool) {
        return tools.computeIfAbsent(tool, catalog::find);
    }

    private Consideration consider(Approval card, Optional<Digest> fitting, CanonicalJson shown) {
        Optional<String> requester = card.requesterProven() ? card.requester() : Optional.empty();
        return consider(card.tool(), requester, card.evaluation().origin(), fitting, shown);
    }

    private Consideration consider(
            ToolName tool,
            Optional<String> requester,
            Optional<String> origin,
            Optional<Digest> fitting,
            CanonicalJson shown) {
        Optional<OfferedTool> found = find(tool);
        CatalogEntry.Annotations annotations =
                found.map(offered -> offered.entry().annotations()).orElse(CatalogEntry.Annotations.UNKNOWN);
        return new Consideration(
                found.map(offered -> offer(offered, fitting, shown))
                        .orElseGet(() -> new Offer.Gone("no tool of the name '" + tool + "' is on offer")),
                policy.verdict(new PolicyQuestion(tool, annotations, requester, origin, shown)));
    }

    private static Offer offer(OfferedTool offered, Optional<Digest> fitting, CanonicalJson shown) {
        CatalogEntry entry = offered.entry();
        if (fitting.filter(offered.digest()::equals).isEmpty()) {
            Optional<String> misfit = offered.schema().misfit(shown);
            if (misfit.isPresent()) {
                return new Offer.Unfit(offered.digest(), "the arguments do not fit the tool's schema: " + misfit.get());
            }
        }
        return new Offer.Fits(offered.digest(), entry.executor(), entry.annotations(), entry.longestRun());
    }
}

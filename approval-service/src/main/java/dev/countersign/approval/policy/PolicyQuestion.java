package dev.countersign.approval.policy;

import dev.countersign.contract.event.CatalogEntry;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import java.util.Optional;

/**
 * A call as the policy looks at it.
 *
 * @param annotations the tool's behaviour hints as the catalogue has them
 * @param provenRequester who asked; absent where it is only claimed
 * @param origin who says that it wrote the request ({@code ce_source}); a claim
 */
public record PolicyQuestion(
        ToolName tool,
        CatalogEntry.Annotations annotations,
        Optional<String> provenRequester,
        Optional<String> origin,
        CanonicalJson arguments) {}

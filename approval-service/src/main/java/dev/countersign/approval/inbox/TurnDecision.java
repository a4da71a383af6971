package dev.countersign.approval.inbox;

import dev.countersign.contract.json.Digest;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a decision on calls of one turn. */
@Schema(description = "A decision on several calls of one turn: on all that are listed, or where one is stale on none")
record TurnDecision(
        @Schema(
                required = true,
                enumeration = {"approve", "reject"})
        Optional<String> decision,

        @Schema(required = true, description = "By call id; calls that are not listed are not decided")
        Optional<Map<String, Seen>> calls,

        @Schema(description = "Why, for asker and model", maxLength = 2000)
        Optional<String> reason) {
    TurnDecision {
        calls = calls.map(Map::copyOf);
    }

    /** A call as it was shown. */
    @Schema(description = "What was shown of a call")
    record Seen(
            @Schema(required = true) Optional<Digest> argumentsDigest,

            @Schema(required = true) Optional<Digest> toolDigest) {}
}

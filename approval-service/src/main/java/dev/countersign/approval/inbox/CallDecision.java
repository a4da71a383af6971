package dev.countersign.approval.inbox;

import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a decision on one call. */
@Schema(description = "A decision on one call, bound to what was shown")
record CallDecision(
        @Schema(
                required = true,
                enumeration = {"approve", "reject", "edit", "respond"})
        Optional<String> decision,

        @Schema(required = true, description = "argumentsDigest of the call as it was shown")
        Optional<Digest> argumentsDigest,

        @Schema(required = true, description = "toolDigest of the call as it was shown")
        Optional<Digest> toolDigest,

        @Schema(description = "Only with edit") Optional<CanonicalJson> arguments,

        @Schema(description = "Why, for asker and model", maxLength = 2000)
        Optional<String> reason,

        @Schema(description = "Only with respond") Optional<CanonicalJson> answer) {}

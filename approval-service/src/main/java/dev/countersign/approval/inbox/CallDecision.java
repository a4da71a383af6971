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
                enumeration = {"approve", "edit", "reject", "respond"})
        Optional<String> decision,

        @Schema(required = true, description = "argumentsDigest of the call as it was shown")
        Optional<Digest> argumentsDigest,

        @Schema(required = true, description = "toolDigest of the call as it was shown")
        Optional<Digest> toolDigest,

        @Schema(
                description =
                        "With edit, and only with it: a JSON object that takes the place of the arguments, whole; "
                                + "at most 64 KiB in canonical form. Every digit is kept: write numbers as they are meant.")
        Optional<CanonicalJson> arguments,

        @Schema(description = "Why, for asker and model", maxLength = 2000)
        Optional<String> reason,

        @Schema(
                description = "With respond, and only with it: what the model is told in the tool's place, any JSON "
                        + "value; a string as its text, everything else as canonical JSON; at most 64 KiB")
        Optional<CanonicalJson> answer,

        @Schema(description = "With approve or edit: what need not be asked about again")
        Optional<GrantOffer> grant) {}

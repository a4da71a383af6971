package dev.countersign.approval.inbox;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.json.CanonicalJson;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One call as the API gives it: its approval record, and the values that tools see or made as text, so that a client
 * whose numbers are doubles can show every digit.
 */
@Schema(name = "Call", description = "A proposed tool call and what became of it so far")
record CallDocument(
        @JsonUnwrapped Approval approval,

        @Schema(
                description =
                        "The arguments' canonical text (RFC 8785 with every digit kept), which argumentsDigest is "
                                + "the SHA-256 of. Show this; do not parse it into floating-point numbers.",
                examples = "{\"last_n_days\":5}")
        String argumentsText,

        @Schema(
                description = "The canonical text of what the model proposed; there exactly when a person changed the "
                        + "arguments")
        Optional<String> originalArgumentsText,

        @Schema(description = "The canonical text of what the tool returned")
        Optional<String> outputText,

        @Schema(description = "The canonical text of what it returned after another outcome had been given")
        Optional<String> lateOutputText,

        @Schema(description = "The canonical text of what it returned, as an operator found out")
        Optional<String> settledOutputText) {
    static CallDocument of(Approval approval) {
        return new CallDocument(
                approval,
                approval.arguments().text(),
                approval.originalArguments().map(CanonicalJson::text),
                approval.result().flatMap(ToolResult::output).map(CanonicalJson::text),
                approval.lateResult().flatMap(ToolResult::output).map(CanonicalJson::text),
                approval.settlement().flatMap(Settlement::output).map(CanonicalJson::text));
    }
}

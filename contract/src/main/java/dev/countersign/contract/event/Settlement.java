package dev.countersign.contract.event;

import dev.countersign.contract.json.CanonicalJson;
import java.util.Optional;

/**
 * What an operator found out afterwards about a call whose result is {@code UNKNOWN}. It is for people and the record:
 * the outcome that was given stays, and the model is not told.
 *
 * @param output what the tool returned, bounded as that of a {@link ToolResult}; there exactly when
 *     {@link Outcome#SUCCEEDED}
 * @param reason how it failed, 1 to {@value #MAX_REASON} characters; there exactly when {@link Outcome#FAILED}
 * @param by who said so, when and from where
 */
public record Settlement(Outcome outcome, Optional<CanonicalJson> output, Optional<String> reason, Decider by) {
    /** In UTF-16 code units. */
    public static final int MAX_REASON = 2_000;

    public Settlement {
        // Where nothing is to be said some write null.
        if (outcome != Outcome.SUCCEEDED) {
            output = output.filter(value -> !value.equals(CanonicalJson.NULL));
        }
        if (output.isPresent() != (outcome == Outcome.SUCCEEDED)) {
            throw new IllegalArgumentException("an output is there exactly when the call SUCCEEDED");
        }
        if (reason.isPresent() != (outcome == Outcome.FAILED)) {
            throw new IllegalArgumentException("a reason is there exactly when the call FAILED");
        }
        output.ifPresent(ToolResult::requireOutput);
        reason.ifPresent(text -> Texts.requireText("reason", text));
        if (reason.filter(text -> text.length() > MAX_REASON).isPresent()) {
            throw new IllegalArgumentException("reason has more than " + MAX_REASON + " characters");
        }
    }

    /** What became of the call. */
    public enum Outcome {
        /** The tool ran and did what it was to do. */
        SUCCEEDED,
        /** The tool did not run, or did not do what it was to do. */
        FAILED
    }
}

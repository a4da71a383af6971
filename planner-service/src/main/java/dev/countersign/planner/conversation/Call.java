package dev.countersign.planner.conversation;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.UnreadableException;
import java.util.Optional;

/**
 * One tool call of a model's message, from its proposal to its outcome.
 *
 * @param asWritten what the model wrote, and what it is shown again
 * @param callId the call's id for everyone else
 * @param sent whether the gate was asked; what was not has its outcome from the start
 * @param outcome what became of it; absent while it is open
 */
public record Call(ModelCall asWritten, CallId callId, boolean sent, Optional<Outcome> outcome) {
    public Call {
        if (!sent && outcome.isEmpty()) {
            throw new IllegalArgumentException("a call that nobody was asked about has its outcome");
        }
    }

    Call closed(Outcome how) {
        return new Call(asWritten, callId, sent, Optional.of(how));
    }

    boolean open() {
        return outcome.isEmpty();
    }

    /** The tool's name as anyone can be shown it. */
    ToolName tool() {
        return shown(asWritten.tool());
    }

    /** The arguments in canonical form; the model's text as a JSON string where they are no JSON. */
    CanonicalJson arguments() {
        try {
            return arguments(asWritten.arguments());
        } catch (UnreadableException e) {
            return CanonicalJson.ofValue(Encodable.text(asWritten.arguments()));
        }
    }

    /** Endpoints send an empty text for a tool without parameters. */
    static CanonicalJson arguments(String asWritten) throws UnreadableException {
        return asWritten.isBlank() ? CanonicalJson.EMPTY_OBJECT : CanonicalJson.parse(asWritten);
    }

    static ToolName shown(String name) {
        String printable = name.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(60)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return usable(name) ? new ToolName(name) : new ToolName(printable.isBlank() ? "unnamed" : printable);
    }

    static boolean usable(String name) {
        try {
            new ToolName(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

package dev.countersign.contract.event;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of an approved call, on {@code tool-results}.
 *
 * @param output what the tool returned, {@code null} where it returns nothing, at most {@value #MAX_OUTPUT_BYTES} bytes
 *     in canonical form; there exactly when {@link Status#SUCCEEDED}
 * @param editedArguments what ran in place of what the model proposed; there exactly when a person changed the arguments
 * @param error what went wrong, in a sentence; there exactly when not {@link Status#SUCCEEDED}
 * @param startedAt when the tool was started, by its executor's clock; absent where it was not
 * @param attempt 1 for the first start; 0 where there was none
 * @param late whether the outcome of this call was, or is to be, published by somebody else; such a result is for the
 *     record only
 * @param executor the executor's name; absent where the gate speaks for a call that nobody took
 * @param instance which instance of it
 */
public record ToolResult(
        CallId callId,
        ConversationId conversationId,
        Optional<Turn> turn,
        ToolName tool,
        Status status,
        Optional<CanonicalJson> output,
        Optional<String> error,
        Optional<CanonicalJson> editedArguments,
        Optional<Instant> startedAt,
        Instant finishedAt,
        int attempt,
        boolean late,
        Optional<String> executor,
        Optional<String> instance) {
    /** The most that a tool's output may take, in bytes of canonical UTF-8. */
    public static final int MAX_OUTPUT_BYTES = 256 * 1024;

    public ToolResult {
        // Executors in other languages write null for what is not there.
        if (status != Status.SUCCEEDED) {
            output = output.filter(value -> !value.equals(CanonicalJson.NULL));
        }
        editedArguments = editedArguments.filter(value -> !value.equals(CanonicalJson.NULL));
        if (output.isPresent() != (status == Status.SUCCEEDED)) {
            throw new IllegalArgumentException("an output is there exactly when the call SUCCEEDED");
        }
        if (error.isPresent() == (status == Status.SUCCEEDED)) {
            throw new IllegalArgumentException("an error is there exactly when the call did not succeed");
        }
        output.ifPresent(ToolResult::requireOutput);
        editedArguments.ifPresent(ToolRequest::requireArguments);
        if (attempt < 0) {
            throw new IllegalArgumentException("attempt counts from 1; 0 means never started");
        }
        executor.ifPresent(name -> Texts.requireName("executor", name));
        instance.ifPresent(name -> Texts.requireName("instance", name));
    }

    static void requireOutput(CanonicalJson output) {
        if (output.text().getBytes(StandardCharsets.UTF_8).length > MAX_OUTPUT_BYTES) {
            throw new IllegalArgumentException("output has more than " + MAX_OUTPUT_BYTES + " bytes");
        }
    }

    /** The identity of the call. */
    public CallKey key() {
        return new CallKey(conversationId, callId);
    }

    /** How a call ended. */
    public enum Status {
        /** The tool ran and returned. */
        SUCCEEDED,
        /** The tool ran and failed. */
        FAILED,
        /** Not run: the approval had expired, the tool is gone or changed, or the arguments fail its schema. */
        REFUSED,
        /** Started and never heard of again, or nobody took it; it may have run. */
        UNKNOWN
    }
}

package dev.countersign.contract.event;

import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.json.CanonicalJson;
import java.util.List;
import java.util.Optional;

/**
 * The end of a prompt, on {@code answers}: exactly one for each accepted prompt.
 *
 * @param text the model's words, or what happened instead
 * @param calls every call of the prompt in the model's order
 * @param turns model messages that the prompt took
 * @param tokens what the model's endpoint counted, summed over the prompt
 */
public record Answer(
        ConversationId conversationId,
        PromptId promptId,
        String prompt,
        Status status,
        String text,
        List<Call> calls,
        int turns,
        Tokens tokens) {
    public Answer {
        calls = List.copyOf(calls);
        if (turns < 0) {
            throw new IllegalArgumentException("turns are counted from 0");
        }
    }

    /** How a prompt ends. */
    public enum Status {
        /** The model answered, or the tools did under {@code returnDirect}. */
        ANSWERED,
        /** A call was not approved and the prompt stops at that. */
        NOT_APPROVED,
        /** The model wanted more messages than {@code maxTurns}. */
        STEP_LIMIT,
        /** Something failed; the text says what. */
        FAILED
    }

    /**
     * A call of the prompt, in the form that LangChain gives tool calls.
     *
     * @param args what the model proposed; canonical
     * @param editedArgs what ran in place of that, or would have; there exactly when a person changed the arguments of a
     *     call that was released
     * @param id the call's id
     * @param type always {@code tool_call}
     * @param output what it returned; absent where it did not run or failed
     * @param outcome what became of it: a status of {@link ToolResult} or a kind of {@link RejectedCall}
     * @param message the reason or error, where there is one
     */
    public record Call(
            ToolName name,
            CanonicalJson args,
            Optional<CanonicalJson> editedArgs,
            CallId id,
            String type,
            Optional<CanonicalJson> output,
            Optional<String> outcome,
            Optional<String> message) {
        /** What LangChain calls each of them. */
        public static final String TYPE = "tool_call";

        public Call {
            if (!type.equals(TYPE)) {
                throw new IllegalArgumentException("type is always " + TYPE);
            }
        }
    }

    /** Tokens as the model's endpoint counts them. */
    public record Tokens(long input, long output) {
        /** None yet. */
        public static final Tokens NONE = new Tokens(0, 0);

        public Tokens {
            if (input < 0 || output < 0) {
                throw new IllegalArgumentException("tokens are counted from 0");
            }
        }

        /** The sum of both. */
        public Tokens plus(Tokens other) {
            return new Tokens(input + other.input, output + other.output);
        }
    }
}

package dev.countersign.planner.conversation;

import java.util.List;
import java.util.Locale;

/** What a conversation makes of a command. */
public sealed interface Decision {
    /**
     * It has consequences.
     *
     * @param next the state with all the events applied
     */
    record Accepted(List<ConversationEvent> events, ConversationState next) implements Decision {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** It changes nothing, as intended: a repeat, or something that nobody waits for. */
    record Ignored(Why why) implements Decision {}

    /** It is not accepted. */
    record Refused(Why why) implements Decision {}

    /** Why a command has no consequences. */
    enum Why {
        REPEATED_PROMPT("the prompt is known already"),
        OTHER_REQUESTER("the conversation belongs to another requester"),
        QUEUE_FULL("too many prompts wait in the conversation"),
        TURN_NOT_OPEN("the model was not asked in this turn, or has answered already"),
        LATE_RESULT("the result is late: another outcome was published before"),
        CALL_NOT_OPEN("the call was not proposed here, or has its outcome already"),
        NOT_DUE("something has happened meanwhile");

        private final String sentence;

        Why(String sentence) {
            this.sentence = sentence;
        }

        /** The reason in a sentence. */
        public String sentence() {
            return sentence;
        }

        /** The reason as the tag of a metric. */
        public String tag() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}

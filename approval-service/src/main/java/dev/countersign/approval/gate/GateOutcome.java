package dev.countersign.approval.gate;

import dev.countersign.contract.id.ConversationId;
import java.util.List;
import java.util.Optional;

/** What the gate made of a command that somebody waits for. */
public sealed interface GateOutcome {

    CommandId commandId();

    ConversationId conversationId();

    /**
     * It was done, now or when the same person said the same before.
     *
     * @param calls every call that the command named, as it stands after it
     * @param grant the id of the grant that was made with it
     */
    record Accepted(CommandId commandId, ConversationId conversationId, List<Standing> calls, Optional<String> grant)
            implements GateOutcome {

        public Accepted {
            calls = List.copyOf(calls);
        }
    }

    /**
     * It was not done, and none of it.
     *
     * @param message what is in the way, for people
     * @param standing the call that is in the way, as it stands; absent where there is none
     */
    record Refused(
            CommandId commandId,
            ConversationId conversationId,
            Refusal kind,
            String message,
            Optional<Standing> standing)
            implements GateOutcome {}

    /** Why a command was refused; the tag of the metric. */
    enum Refusal {
        /** No such call or turn. */
        NOT_FOUND,
        /** The rule asks other people. */
        NOT_ENTITLED,
        /** The rule asks somebody else than whoever asked. */
        OWN_REQUEST,
        /** The rule does not allow such a decision. */
        VERB_NOT_ALLOWED,
        /** The arguments that were to take the place of others do not fit the tool's schema. */
        UNFIT_ARGUMENTS,
        /** The kill switch or a rule of the policy forbids it, whatever people say. */
        DENIED,
        /** Such a grant cannot be made on this call. */
        GRANT_NOT_ALLOWED,
        /** Somebody else says that they look at it. */
        CLAIMED,
        /** It has as many comments as it can have. */
        TOO_MANY_COMMENTS,
        /** The outcome of the call is not one that nobody knows. */
        NOT_UNKNOWN,
        /** An admin has said already what became of the call. */
        ALREADY_SETTLED,
        /** Somebody, or the gate itself, was first; the standing says who, when and what. */
        ALREADY_DECIDED,
        /** The arguments are not those that were shown. */
        STALE_ARGUMENTS,
        /** The tool is not the one that was shown. */
        STALE_TOOL,
        /** The time to decide is over. */
        EXPIRED
    }
}

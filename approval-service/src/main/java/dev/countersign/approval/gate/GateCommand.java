package dev.countersign.approval.gate;

import dev.countersign.approval.control.GrantWish;
import dev.countersign.contract.event.Comment;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the gate can be told. Everything about one conversation reaches it in one order. */
public sealed interface GateCommand {

    /** The conversation that it is about; where the command lies. */
    ConversationId conversationId();

    /**
     * A model proposes a call.
     *
     * @param origin who says that it wrote the request; a claim
     */
    record Propose(ToolRequest request, Optional<String> origin) implements GateCommand {

        @Override
        public ConversationId conversationId() {
            return request.conversationId();
        }
    }

    /** The asker gives up a call, on the topic of the requests. */
    record GiveUp(ConversationId conversationId, CallId callId, Optional<String> reason) implements GateCommand {

        public GiveUp {
            reason = Reasons.cut(reason);
        }
    }

    /** An executor reports what became of a call. */
    record Observe(ToolResult result) implements GateCommand {

        @Override
        public ConversationId conversationId() {
            return result.conversationId();
        }
    }

    /** An executor says that it starts a call. */
    record ObserveStart(ToolStarted started) implements GateCommand {

        @Override
        public ConversationId conversationId() {
            return started.conversationId();
        }
    }

    /** Nobody tells it: a time has come. */
    sealed interface OfTime extends GateCommand {}

    /** A turn's due time has come: expiry, an executor that stays silent, or forgetting. */
    record TurnDue(TurnKey turn) implements OfTime {

        @Override
        public ConversationId conversationId() {
            return turn.conversationId();
        }
    }

    /** The time to forget a call that belongs to no turn has come. */
    record StrayDue(CallKey call) implements OfTime {

        @Override
        public ConversationId conversationId() {
            return call.conversationId();
        }
    }

    /** The time to forget that a conversation was ended has come. */
    record EndDue(ConversationId conversationId) implements OfTime {}

    /** A command that somebody waits for: it gets exactly one {@link GateOutcome}. */
    sealed interface Asked extends GateCommand {

        CommandId commandId();

        Voter voter();
    }

    /**
     * A person decides one call.
     *
     * @param arguments what is to run in place of what was shown; there exactly for {@link Verb#EDIT}
     * @param answer what is told in the tool's place; there exactly for {@link Verb#RESPOND}
     * @param reason why, for the asker and the model; at most {@value Reasons#MAX_LENGTH} characters
     * @param grant what need not be asked about again; with {@link Verb#APPROVE} and {@link Verb#EDIT} alone
     */
    record DecideCall(
            CommandId commandId,
            Voter voter,
            ConversationId conversationId,
            SeenCall call,
            Verb verb,
            Optional<CanonicalJson> arguments,
            Optional<String> answer,
            Optional<String> reason,
            Optional<GrantWish> grant)
            implements Asked {

        /** The longest answer in a tool's place, in UTF-16 code units. */
        public static final int MAX_ANSWER = 64 * 1024;

        public DecideCall {
            Reasons.check(reason);
            if (arguments.isPresent() != (verb == Verb.EDIT)) {
                throw new IllegalArgumentException("arguments are there exactly for an edit");
            }
            if (arguments.filter(text -> !isArguments(text)).isPresent()) {
                throw new IllegalArgumentException("arguments are a JSON object of at most "
                        + ToolRequest.MAX_ARGUMENTS_BYTES + " bytes in canonical form");
            }
            if (answer.isPresent() != (verb == Verb.RESPOND)) {
                throw new IllegalArgumentException("an answer is there exactly for a response");
            }
            if (answer.filter(text -> text.length() > MAX_ANSWER).isPresent()) {
                throw new IllegalArgumentException("an answer has at most " + MAX_ANSWER + " characters");
            }
            if (grant.isPresent() && verb != Verb.APPROVE && verb != Verb.EDIT) {
                throw new IllegalArgumentException("a grant is made while approving");
            }
        }

        private static boolean isArguments(CanonicalJson value) {
            return value.isObject()
                    && value.text().getBytes(StandardCharsets.UTF_8).length <= ToolRequest.MAX_ARGUMENTS_BYTES;
        }

        /** A plain word on a call, without anything else. */
        public static DecideCall of(
                CommandId commandId, Voter voter, ConversationId conversationId, SeenCall call, Verb verb) {
            return new DecideCall(
                    commandId,
                    voter,
                    conversationId,
                    call,
                    verb,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * A person decides several calls of one turn at once: all of them or, where one cannot be decided so, none.
     *
     * @param calls the calls decided, as they were shown; at least one, none twice; others of the turn stay as they are
     * @param reason why, for the asker and the model; at most {@value Reasons#MAX_LENGTH} characters
     */
    record DecideTurn(
            CommandId commandId,
            Voter voter,
            ConversationId conversationId,
            TurnId turnId,
            List<SeenCall> calls,
            Verb verb,
            Optional<String> reason)
            implements Asked {

        public DecideTurn {
            calls = List.copyOf(calls);
            Reasons.check(reason);
            if (verb != Verb.APPROVE && verb != Verb.REJECT) {
                throw new IllegalArgumentException("several calls are approved or rejected at once, and no more");
            }
            Set<CallId> distinct = new HashSet<>();
            if (calls.isEmpty() || !calls.stream().map(SeenCall::callId).allMatch(distinct::add)) {
                throw new IllegalArgumentException("a decision on a turn lists at least one call and none twice");
            }
            if (calls.size() > Turn.MAX_SIZE) {
                throw new IllegalArgumentException("a decision on a turn lists more calls than a turn can have");
            }
        }
    }

    /**
     * A person withdraws a pending call: whoever asked, or an admin.
     *
     * @param reason why; at most {@value Reasons#MAX_LENGTH} characters
     */
    record WithdrawCall(
            CommandId commandId, Voter voter, ConversationId conversationId, CallId callId, Optional<String> reason)
            implements Asked {

        public WithdrawCall {
            Reasons.check(reason);
        }
    }

    /**
     * A person ends a conversation: what it has pending is withdrawn, and what still comes of it.
     *
     * @param reason why; at most {@value Reasons#MAX_LENGTH} characters
     */
    record EndConversation(CommandId commandId, Voter voter, ConversationId conversationId, Optional<String> reason)
            implements Asked {

        public EndConversation {
            Reasons.check(reason);
        }
    }

    /** A person says that they look at a call. */
    record ClaimCall(CommandId commandId, Voter voter, ConversationId conversationId, CallId callId) implements Asked {}

    /** A person says that they, or an admin that somebody, looks at a call no longer. */
    record UnclaimCall(CommandId commandId, Voter voter, ConversationId conversationId, CallId callId)
            implements Asked {}

    /**
     * A person says something about a call, for other people.
     *
     * @param text 1 to {@value Comment#MAX_LENGTH} characters
     */
    record CommentOn(CommandId commandId, Voter voter, ConversationId conversationId, CallId callId, String text)
            implements Asked {

        public CommentOn {
            // The checks of a comment are those of its command.
            new Comment(voter.name(), Instant.EPOCH, text);
        }
    }

    /**
     * An admin says what became of a call whose result is unknown.
     *
     * @param output what the tool returned; there exactly for {@link Settlement.Outcome#SUCCEEDED}
     * @param reason how it failed; there exactly for {@link Settlement.Outcome#FAILED}
     */
    record SettleCall(
            CommandId commandId,
            Voter voter,
            ConversationId conversationId,
            CallId callId,
            Settlement.Outcome outcome,
            Optional<CanonicalJson> output,
            Optional<String> reason)
            implements Asked {

        public SettleCall {
            // The checks of a settlement are those of its command.
            new Settlement(outcome, output, reason, voter.at(Instant.EPOCH));
        }

        Settlement at(Instant time) {
            return new Settlement(outcome, output, reason, voter.at(time));
        }
    }
}

package dev.countersign.approval.gate;

import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.TurnId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the gate can be told. Everything about one conversation reaches it in one order. */
public sealed interface GateCommand {

    /** The conversation that it is about; where the command lies. */
    ConversationId conversationId();

    /** A model proposes a call. */
    record Propose(ToolRequest request) implements GateCommand {

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

    /** A command that somebody waits for: it gets exactly one {@link GateOutcome}. */
    sealed interface Asked extends GateCommand {

        CommandId commandId();

        Voter voter();
    }

    /**
     * A person decides one call.
     *
     * @param reason why, for the asker and the model; at most {@value Reasons#MAX_LENGTH} characters
     */
    record DecideCall(
            CommandId commandId,
            Voter voter,
            ConversationId conversationId,
            SeenCall call,
            Choice choice,
            Optional<String> reason)
            implements Asked {

        public DecideCall {
            Reasons.check(reason);
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
            Choice choice,
            Optional<String> reason)
            implements Asked {

        public DecideTurn {
            calls = List.copyOf(calls);
            Reasons.check(reason);
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
     * A person withdraws a pending call. Whether they may is for the edge to know.
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
}

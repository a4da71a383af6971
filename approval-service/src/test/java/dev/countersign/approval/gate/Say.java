package dev.countersign.approval.gate;

import dev.countersign.approval.control.GrantWish;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.ToolStarted;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is told the gate in the tests of its core, about one conversation whose asker is alice. */
final class Say {

    static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    static final String EXECUTOR = "executor-service";
    static final String REQUESTER = "alice";
    static final ConversationId CONVERSATION = new ConversationId("c");
    static final TurnId TURN = new TurnId("1");
    static final ToolName NAME = new ToolName("count_emails");
    static final Digest TOOL = Digest.ofText("tool");
    static final Digest CHANGED_TOOL = Digest.ofText("changed tool");
    static final Digest OTHER = Digest.ofText("something else");

    private Say() {}

    static CanonicalJson arguments(int days) {
        return CanonicalJson.ofValue(Map.of("last_n_days", days));
    }

    static ToolRequest request(
            String callId, Optional<Turn> turn, Optional<GateMode> gate, int argument, Optional<PromptId> prompt) {
        return new ToolRequest(
                new CallId(callId),
                CONVERSATION,
                prompt,
                turn,
                NAME,
                arguments(argument),
                Optional.of(REQUESTER),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                gate,
                Optional.empty());
    }

    static ToolRequest request(String callId, Optional<Turn> turn, Optional<GateMode> gate, int argument) {
        return request(callId, turn, gate, argument, Optional.empty());
    }

    static ToolRequest request(String callId) {
        return request(callId, Optional.empty(), Optional.empty(), 5);
    }

    static ToolRequest inTurn(String callId, int index, int size, GateMode gate) {
        return request(callId, Optional.of(new Turn(TURN, index, size)), Optional.of(gate), index);
    }

    static GateCommand.Propose propose(ToolRequest request) {
        return new GateCommand.Propose(request, Optional.of("planner-service"));
    }

    static SeenCall seen(ToolRequest request) {
        return new SeenCall(request.callId(), request.arguments().digest(), TOOL);
    }

    static GateCommand.DecideCall decide(Voter voter, Verb verb, SeenCall seen) {
        return decide(voter, verb, seen, arguments(6), Optional.empty());
    }

    /** A decision with all that goes with its verb. */
    static GateCommand.DecideCall decide(
            Voter voter, Verb verb, SeenCall seen, CanonicalJson edited, Optional<GrantWish> grant) {
        return new GateCommand.DecideCall(
                id(1),
                voter,
                CONVERSATION,
                seen,
                verb,
                verb == Verb.EDIT ? Optional.of(edited) : Optional.empty(),
                verb == Verb.RESPOND ? Optional.of("ten") : Optional.empty(),
                Optional.of("because"),
                grant);
    }

    static GateCommand.DecideCall decide(String voter, Verb verb, SeenCall seen) {
        return decide(voter(voter), verb, seen);
    }

    static GateCommand.DecideTurn decideTurn(Voter voter, TurnId turn, Verb verb, List<SeenCall> seen) {
        return new GateCommand.DecideTurn(id(2), voter, CONVERSATION, turn, seen, verb, Optional.empty());
    }

    static GateCommand.DecideTurn decideTurn(String voter, Verb verb, SeenCall... seen) {
        return decideTurn(voter(voter), TURN, verb, List.of(seen));
    }

    static GateCommand.WithdrawCall withdraw(Voter voter, String callId) {
        return new GateCommand.WithdrawCall(id(3), voter, CONVERSATION, new CallId(callId), Optional.empty());
    }

    static GateCommand.EndConversation end(Voter voter) {
        return new GateCommand.EndConversation(id(4), voter, CONVERSATION, Optional.empty());
    }

    static GateCommand.ClaimCall claim(Voter voter, String callId) {
        return new GateCommand.ClaimCall(id(5), voter, CONVERSATION, new CallId(callId));
    }

    static GateCommand.UnclaimCall unclaim(Voter voter, String callId) {
        return new GateCommand.UnclaimCall(id(6), voter, CONVERSATION, new CallId(callId));
    }

    static GateCommand.CommentOn comment(Voter voter, String callId) {
        return new GateCommand.CommentOn(id(7), voter, CONVERSATION, new CallId(callId), "hm");
    }

    /** With {@code found} as the output or the reason. */
    static GateCommand.SettleCall settle(Voter voter, String callId, Settlement.Outcome outcome, String found) {
        boolean succeeded = outcome == Settlement.Outcome.SUCCEEDED;
        return new GateCommand.SettleCall(
                id(8),
                voter,
                CONVERSATION,
                new CallId(callId),
                outcome,
                succeeded ? Optional.of(CanonicalJson.ofValue(found)) : Optional.empty(),
                succeeded ? Optional.empty() : Optional.of(found));
    }

    static GateCommand.GiveUp giveUp(String callId) {
        return new GateCommand.GiveUp(CONVERSATION, new CallId(callId), Optional.empty());
    }

    static GateCommand.ObserveStart started(ToolRequest request, String executor) {
        return new GateCommand.ObserveStart(new ToolStarted(
                request.callId(), CONVERSATION, request.turn(), request.tool(), START, 1, executor, Optional.empty()));
    }

    static ToolResult result(ToolRequest request, String output, boolean late, String executor) {
        return new ToolResult(
                request.callId(),
                CONVERSATION,
                request.turn(),
                request.tool(),
                ToolResult.Status.SUCCEEDED,
                Optional.of(CanonicalJson.ofValue(output)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(START),
                START,
                1,
                late,
                Optional.of(executor),
                Optional.empty());
    }

    /** What an executor reports that cannot tell what became of a call. */
    static ToolResult unknown(ToolRequest request, String executor) {
        return new ToolResult(
                request.callId(),
                CONVERSATION,
                request.turn(),
                request.tool(),
                ToolResult.Status.UNKNOWN,
                Optional.empty(),
                Optional.of("never heard of again"),
                Optional.empty(),
                Optional.of(START),
                START,
                1,
                false,
                Optional.of(executor),
                Optional.empty());
    }

    static Voter admin(String name) {
        return new Voter(name, Set.of(), true, "web");
    }

    static Voter voter(String name) {
        return new Voter(name, Set.of("everyone"), false, "web");
    }

    private static CommandId id(int number) {
        return new CommandId(new UUID(0, number));
    }
}

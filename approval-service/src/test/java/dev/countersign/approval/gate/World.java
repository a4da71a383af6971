package dev.countersign.approval.gate;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.id.ConversationId;
import dev.countersign.contract.id.ToolName;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One conversation with its gate: keeps what the machine decides, and nothing else. */
final class World {

    static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    static final Terms TERMS =
            new Terms(Duration.ofHours(24), Duration.ofHours(1), Duration.ofSeconds(60), Duration.ofDays(30));
    static final Duration LONGEST_RUN = Duration.ofSeconds(5);
    static final String EXECUTOR = "executor-service";
    static final ConversationId CONVERSATION = new ConversationId("c");
    static final TurnId TURN = new TurnId("1");
    static final Digest TOOL = Digest.ofText("tool");
    static final Digest CHANGED_TOOL = Digest.ofText("changed tool");
    static final Digest OTHER = Digest.ofText("something else");
    static final ToolName NAME = new ToolName("count_emails");

    final Map<TurnKey, TurnState> turns = new HashMap<>();
    final Map<CallId, KnownCall> known = new HashMap<>();
    final List<GateEvent> history = new ArrayList<>();
    Instant now = START;
    Instant listeningSince = START;
    Offer offer = new Offer.Fits(TOOL, EXECUTOR, LONGEST_RUN);

    Decision tell(GateCommand command) {
        GateState before = load(command);
        PolicyVerdict verdict = new PolicyVerdict.Hold("default", OTHER, "no rule lets it run");
        Decision decision = GateMachine.decide(
                before,
                command,
                new Circumstances(now, offers(command, before), Optional.of(verdict), TERMS, listeningSince));
        GateState state = before;
        for (GateEvent event : decision.events()) {
            state = GateMachine.apply(state, event);
            keep(event, state);
        }
        state.turn()
                .ifPresentOrElse(
                        turn -> turns.put(turn.key(), turn),
                        () -> before.turn().ifPresent(turn -> turns.remove(turn.key())));
        history.addAll(decision.events());
        return decision;
    }

    private void keep(GateEvent event, GateState after) {
        switch (event) {
            case GateEvent.CallCame came ->
                known.put(came.callId(), after.known().orElseThrow());
            case GateEvent.CallStrayed strayed ->
                known.put(strayed.known().stray().orElseThrow().id(), strayed.known());
            case GateEvent.StrayForgotten forgotten -> known.remove(forgotten.callId());
            case GateEvent.TurnForgotten forgotten ->
                known.values().removeIf(call -> call.stray().isEmpty());
            case GateEvent.TurnOpened opened -> {}
            case GateEvent.TurnClosed closed -> {}
            case GateEvent.OfCall ofCall -> {}
        }
    }

    private GateState load(GateCommand command) {
        return switch (command) {
            case GateCommand.Propose propose ->
                new GateState(
                        turn(TurnKey.of(propose.request())),
                        known(propose.request().callId()));
            case GateCommand.DecideCall decide -> ofCall(decide.call().callId());
            case GateCommand.WithdrawCall withdraw -> ofCall(withdraw.callId());
            case GateCommand.GiveUp giveUp -> ofCall(giveUp.callId());
            case GateCommand.Observe observe -> ofCall(observe.result().callId());
            case GateCommand.DecideTurn decide ->
                new GateState(turn(TurnKey.of(CONVERSATION, decide.turnId())), Optional.empty());
            case GateCommand.TurnDue due -> new GateState(turn(due.turn()), Optional.empty());
            case GateCommand.StrayDue due ->
                new GateState(Optional.empty(), known(due.call().callId()));
        };
    }

    private GateState ofCall(CallId id) {
        return new GateState(known(id).flatMap(call -> turn(call.turn())), known(id));
    }

    private Optional<TurnState> turn(TurnKey key) {
        return Optional.ofNullable(turns.get(key));
    }

    private Optional<KnownCall> known(CallId id) {
        return Optional.ofNullable(known.get(id));
    }

    private Map<CallId, Offer> offers(GateCommand command, GateState state) {
        Map<CallId, Offer> offers = new HashMap<>();
        state.turn().ifPresent(turn -> turn.held().forEach(call -> offers.put(call.id(), offer)));
        if (command instanceof GateCommand.Propose propose) {
            offers.put(propose.request().callId(), offer);
        }
        return offers;
    }

    /** How a call stands: its status, with {@code +} for a vote, {@code *} for a result and {@code **} for a late one. */
    String status(String callId) {
        CallId id = new CallId(callId);
        return known(id)
                .map(call -> call.stray()
                        .map(stray -> "STRAY")
                        .orElseGet(() -> turn(call.turn())
                                .flatMap(turn -> turn.call(id))
                                .map(World::describe)
                                .orElse("LOST")))
                .orElse("-");
    }

    private static String describe(CallState call) {
        return switch (call.phase()) {
            case CallPhase.Held held ->
                (call.toolDigest().equals(Optional.of(TOOL)) ? "HELD" : "REHELD")
                        + "+".repeat(held.votes().size());
            case CallPhase.Released released -> "RELEASED";
            case CallPhase.Finished finished -> finished.late().isPresent() ? "FINISHED**" : "FINISHED*";
            case CallPhase.Closed closed -> closed.reason().kind().name();
        };
    }

    static ToolRequest request(String callId, Optional<Turn> turn, Optional<GateMode> gate, int argument) {
        return new ToolRequest(
                new CallId(callId),
                CONVERSATION,
                Optional.empty(),
                turn,
                NAME,
                CanonicalJson.ofValue(Map.of("last_n_days", argument)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                gate,
                Optional.empty());
    }

    static ToolRequest request(String callId) {
        return request(callId, Optional.empty(), Optional.empty(), 5);
    }

    static ToolRequest inTurn(String callId, int index, int size, GateMode gate) {
        return request(callId, Optional.of(new Turn(TURN, index, size)), Optional.of(gate), index);
    }

    static SeenCall seen(ToolRequest request) {
        return new SeenCall(request.callId(), request.arguments().digest(), TOOL);
    }

    static GateCommand.DecideCall decide(String voter, Choice choice, SeenCall seen) {
        return new GateCommand.DecideCall(
                new CommandId(new UUID(0, 1)), voter(voter), CONVERSATION, seen, choice, Optional.of("because"));
    }

    static GateCommand.DecideTurn decideTurn(String voter, Choice choice, SeenCall... seen) {
        return new GateCommand.DecideTurn(
                new CommandId(new UUID(0, 2)),
                voter(voter),
                CONVERSATION,
                TURN,
                List.of(seen),
                choice,
                Optional.empty());
    }

    static GateCommand.WithdrawCall withdraw(String voter, String callId) {
        return new GateCommand.WithdrawCall(
                new CommandId(new UUID(0, 3)), voter(voter), CONVERSATION, new CallId(callId), Optional.empty());
    }

    static GateCommand.GiveUp giveUp(String callId) {
        return new GateCommand.GiveUp(CONVERSATION, new CallId(callId), Optional.empty());
    }

    static Voter voter(String name) {
        return new Voter(name, Set.of("everyone"), "web");
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
                Optional.of(START),
                START,
                1,
                late,
                Optional.of(executor),
                Optional.empty());
    }
}

package dev.countersign.approval.gate;

import dev.countersign.approval.control.Controls;
import dev.countersign.approval.control.Grant;
import dev.countersign.approval.control.SwitchSetting;
import dev.countersign.contract.event.CatalogEntry.Annotations;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.PastRefusal;
import dev.countersign.contract.event.RejectedCall;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One conversation with its gate: keeps what the machine decides and looks up what the gate's shell looks up for it, and
 * no more.
 */
final class World {

    static final Terms TERMS =
            new Terms(Duration.ofHours(24), Duration.ofHours(1), Duration.ofSeconds(60), Duration.ofDays(30));
    /** Arguments that no tool takes. */
    static final CanonicalJson UNFIT = Say.arguments(99);

    static final Duration LONGEST_RUN = Duration.ofSeconds(5);

    final Map<TurnKey, TurnState> turns = new LinkedHashMap<>();
    final Map<CallId, KnownCall> known = new LinkedHashMap<>();
    final Map<CallId, ToolRequest> requests = new HashMap<>();
    final Map<CallId, CanonicalJson> arguments = new HashMap<>();
    final Map<String, Grant> grants = new LinkedHashMap<>();
    final List<GateEvent> history = new ArrayList<>();
    private final Map<Digest, List<PastRefusal>> refusals = new HashMap<>();
    private final Set<String> granted = new HashSet<>();
    Optional<Decider> ended = Optional.empty();
    Instant now = Say.START;
    Instant listeningSince = Say.START;
    Offer offer = fits(Say.TOOL);
    boolean proven = true;
    SwitchSetting killSwitch = SwitchSetting.UNSET;
    Function<CanonicalJson, PolicyVerdict> policy = arguments -> hold(Rules.ANYONE);

    static Offer fits(Digest tool) {
        return new Offer.Fits(tool, Say.EXECUTOR, Annotations.UNKNOWN, LONGEST_RUN);
    }

    static PolicyVerdict hold(HoldTerms terms) {
        return new PolicyVerdict.Hold("default", Say.OTHER, terms, "no rule lets it run", Optional.empty());
    }

    void set(SwitchMode mode) {
        killSwitch = new SwitchSetting(mode, new Decider("root", now, "web"), "because");
    }

    Decision tell(GateCommand command) {
        return command instanceof GateCommand.EndConversation end ? end(end) : carryOut(command, load(command));
    }

    private Decision carryOut(GateCommand command, GateState before) {
        Decision decision = GateMachine.decide(before, command, circumstances(command, before));
        GateState state = before;
        for (GateEvent event : decision.events()) {
            GateState after = GateMachine.apply(state, event);
            keep(event, command, state, after);
            state = after;
        }
        Optional<TurnState> after = state.turn();
        after.ifPresentOrElse(
                turn -> turns.put(turn.key(), turn), () -> before.turn().ifPresent(turn -> turns.remove(turn.key())));
        history.addAll(decision.events());
        return decision;
    }

    private Decision end(GateCommand.EndConversation command) {
        List<TurnState> all = List.copyOf(turns.values());
        Optional<GateOutcome> obstacle = Endings.obstacle(command, all);
        if (obstacle.isPresent()) {
            return new Decision(List.of(), new Decision.Answered(obstacle.get()));
        }
        ended = ended.or(() -> Optional.of(command.voter().at(now)));
        List<Decision> decisions = all.stream()
                .filter(turn -> !turn.held().isEmpty())
                .map(turn -> carryOut(command, new GateState(Optional.of(turn), Optional.empty())))
                .toList();
        return new Decision(
                decisions.stream().flatMap(turn -> turn.events().stream()).toList(),
                new Decision.Answered(Endings.outcome(command, decisions)));
    }

    private void keep(GateEvent event, GateCommand command, GateState before, GateState after) {
        switch (event) {
            case GateEvent.CallCame came -> {
                ToolRequest request = ((GateCommand.Propose) command).request();
                known.put(came.callId(), after.known().orElseThrow());
                requests.put(came.callId(), request);
                arguments.put(came.callId(), request.arguments());
                if (came.call().phase() instanceof CallPhase.Closed closed) {
                    refuse(came.callId(), closed.reason(), closed.decidedBy(), closed.at());
                }
            }
            case GateEvent.CallEdited edited -> arguments.put(edited.callId(), edited.arguments());
            case GateEvent.CallClosed closed ->
                refuse(closed.callId(), closed.reason(), closed.decidedBy(), closed.at());
            case GateEvent.GrantMade made -> {
                // A grant of a known id never holds anew.
                if (granted.add(made.grant().id())) {
                    grants.put(made.grant().id(), made.grant());
                }
            }
            case GateEvent.GrantUsed used ->
                grants.put(used.grant().id(), used.grant().used());
            case GateEvent.CallStrayed strayed ->
                known.put(strayed.known().stray().orElseThrow().id(), strayed.known());
            case GateEvent.StrayForgotten forgotten -> known.remove(forgotten.callId());
            case GateEvent.TurnForgotten forgotten ->
                before.turn().orElseThrow().calls().forEach(call -> known.remove(call.id()));
            case GateEvent.TurnOpened opened -> {}
            case GateEvent.TurnClosed closed -> {}
            case GateEvent.ExpiryMoved moved -> {}
            case GateEvent.OfCall ofCall -> {}
        }
    }

    private void refuse(CallId id, RejectedCall.Reason reason, Optional<Decider> by, Instant at) {
        boolean refused = reason.kind() == RejectedCall.Kind.REJECTED || reason.kind() == RejectedCall.Kind.DENIED;
        if (!refused || by.filter(who -> who.via().equals("gate")).isPresent()) {
            return;
        }
        ToolRequest request = requests.get(id);
        PastRefusal refusal = new PastRefusal(id, request.promptId(), reason.kind(), reason.message(), by, at);
        Stream.of(request.arguments().digest(), arguments.get(id).digest())
                .distinct()
                .forEach(digest -> refusals.computeIfAbsent(digest, any -> new ArrayList<>())
                        .add(refusal));
    }

    private Circumstances circumstances(GateCommand command, GateState state) {
        Set<CallId> looked = looked(command, state);
        Map<CallId, Circumstances.Consideration> considerations =
                looked.stream().collect(Collectors.toMap(id -> id, id -> consider(arguments.get(id))));
        Map<CallId, CanonicalJson> spoken =
                looked.stream().collect(Collectors.toMap(id -> id, arguments::get, (a, b) -> a, HashMap::new));
        Optional<Circumstances.Consideration> edit = Optional.empty();
        List<PastRefusal> before = List.of();
        switch (command) {
            case GateCommand.Propose propose -> {
                ToolRequest request = propose.request();
                considerations.put(request.callId(), consider(request.arguments()));
                before = refusals.getOrDefault(request.arguments().digest(), List.of());
            }
            case GateCommand.DecideCall decide
            when known.containsKey(decide.call().callId()) ->
                edit = decide.arguments().map(other -> {
                    spoken.put(decide.call().callId(), other);
                    return consider(other);
                });
            case GateCommand.TurnDue due ->
                state.turn().stream()
                        .flatMap(turn -> turn.calls().stream())
                        .filter(call -> call.edited() && call.phase() instanceof CallPhase.Released)
                        .forEach(call -> spoken.put(call.id(), arguments.get(call.id())));
            default -> {}
        }
        return new Circumstances(
                now,
                considerations,
                edit,
                spoken,
                proven,
                new Controls(killSwitch, List.copyOf(grants.values())),
                before,
                ended,
                TERMS,
                listeningSince);
    }

    private Circumstances.Consideration consider(CanonicalJson shown) {
        boolean misfits = offer instanceof Offer.Fits && shown.equals(UNFIT);
        Offer offered = misfits ? new Offer.Unfit(((Offer.Fits) offer).toolDigest(), "does not fit") : offer;
        return new Circumstances.Consideration(offered, policy.apply(shown));
    }

    private static Set<CallId> looked(GateCommand command, GateState state) {
        return switch (command) {
            case GateCommand.Propose propose ->
                state.turn()
                        .filter(turn -> propose.request().gate().orElse(GateMode.CALL) == GateMode.TURN
                                && turn.calls().size() + 1 == turn.size())
                        .map(turn -> held(turn, Set.of()))
                        .orElse(Set.of());
            case GateCommand.DecideCall decide
            when decide.verb() != Verb.REJECT ->
                state.turn()
                        .map(turn -> held(turn, Set.of(decide.call().callId())))
                        .orElse(Set.of());
            case GateCommand.DecideTurn decide
            when decide.verb() == Verb.APPROVE ->
                state.turn()
                        .map(turn -> held(
                                turn,
                                decide.calls().stream().map(SeenCall::callId).collect(Collectors.toSet())))
                        .orElse(Set.of());
            default -> Set.of();
        };
    }

    private static Set<CallId> held(TurnState turn, Set<CallId> named) {
        return turn.held().stream()
                .map(CallState::id)
                .filter(id -> turn.gate() == GateMode.TURN || named.contains(id))
                .collect(Collectors.toSet());
    }

    private GateState load(GateCommand command) {
        return switch (command) {
            case GateCommand.Propose propose ->
                new GateState(
                        turn(TurnKey.of(propose.request())),
                        known(propose.request().callId()));
            case GateCommand.DecideCall decide -> ofCall(decide.call().callId());
            case GateCommand.WithdrawCall withdraw -> ofCall(withdraw.callId());
            case GateCommand.ClaimCall claim -> ofCall(claim.callId());
            case GateCommand.UnclaimCall unclaim -> ofCall(unclaim.callId());
            case GateCommand.CommentOn comment -> ofCall(comment.callId());
            case GateCommand.SettleCall settle -> ofCall(settle.callId());
            case GateCommand.GiveUp giveUp -> ofCall(giveUp.callId());
            case GateCommand.Observe observe -> ofCall(observe.result().callId());
            case GateCommand.ObserveStart start -> ofCall(start.started().callId());
            case GateCommand.DecideTurn decide ->
                new GateState(turn(TurnKey.of(Say.CONVERSATION, decide.turnId())), Optional.empty());
            case GateCommand.TurnDue due -> new GateState(turn(due.turn()), Optional.empty());
            case GateCommand.StrayDue due ->
                new GateState(Optional.empty(), known(due.call().callId()));
            case GateCommand.EndConversation end -> GateState.EMPTY;
            case GateCommand.EndDue due -> GateState.EMPTY;
        };
    }

    private GateState ofCall(CallId id) {
        return new GateState(known(id).flatMap(call -> turn(call.turn())), known(id));
    }

    Optional<TurnState> turn(TurnKey key) {
        return Optional.ofNullable(turns.get(key));
    }

    Optional<KnownCall> known(CallId id) {
        return Optional.ofNullable(known.get(id));
    }

    /** The call of this id, where it is part of its turn. */
    Optional<CallState> call(CallId id) {
        return known(id)
                .filter(call -> call.stray().isEmpty())
                .flatMap(call -> turn(call.turn()))
                .flatMap(turn -> turn.call(id));
    }
}

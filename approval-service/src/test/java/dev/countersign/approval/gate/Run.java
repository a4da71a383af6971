package dev.countersign.approval.gate;

import dev.countersign.approval.control.GrantPattern;
import dev.countersign.approval.control.GrantWish;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallKey;
import dev.countersign.contract.id.PromptId;
import dev.countersign.contract.id.TurnId;
import dev.countersign.contract.json.CanonicalJson;
import dev.countersign.contract.json.Digest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** Carries steps out on a conversation of two turns, one of each gate, and a call of its own, and watches. */
final class Run {

    /** What is the same throughout a history. */
    record Setting(int together, int each, boolean proven, boolean samePrompt, int shift) {

        static Setting any(Random random) {
            return new Setting(
                    1 + random.nextInt(3),
                    1 + random.nextInt(2),
                    random.nextBoolean(),
                    random.nextBoolean(),
                    random.nextInt(Policies.KINDS));
        }
    }

    private static final List<SwitchMode> MODES =
            List.of(SwitchMode.HOLD, SwitchMode.HOLD, SwitchMode.HOLD, SwitchMode.READ_ONLY, SwitchMode.DENY);
    private static final int MOST_TICKS = 300;
    private static final List<Voter> PEOPLE = List.of(
            person(Say.REQUESTER, false, "ops"),
            person("bob", false, "ops"),
            person("carol", false, "ops"),
            person("dan", false),
            person("erin", false, "chiefs"),
            person("root", true, "ops", "chiefs"),
            person("sue", true));
    private static final List<GrantWish> WISHES = List.of(
            new GrantWish(GrantWish.Scope.CONVERSATION, Duration.ofHours(1), Optional.of(1), Optional.empty()),
            new GrantWish(GrantWish.Scope.CONVERSATION, Duration.ofHours(8), Optional.of(2), Optional.of(upTo(3))),
            new GrantWish(GrantWish.Scope.REQUESTER, Duration.ofHours(8), Optional.empty(), Optional.of(upTo(9))),
            new GrantWish(GrantWish.Scope.REQUESTER, Duration.ofMinutes(30), Optional.empty(), Optional.empty()),
            new GrantWish(GrantWish.Scope.CONVERSATION, Duration.ofHours(8), Optional.of(3), Optional.empty()),
            new GrantWish(GrantWish.Scope.CONVERSATION, Duration.ofHours(25), Optional.of(1), Optional.empty()));

    final World world = new World();
    final Policies policies;
    private final Invariants invariants;
    private final List<ToolRequest> calls = new ArrayList<>();
    private final List<GateCommand> said = new ArrayList<>();
    private int commands;

    Run(Setting setting) {
        policies = new Policies(setting.shift());
        world.policy = policies::verdict;
        world.proven = setting.proven();
        invariants = new Invariants(world);
        PromptId prompt = new PromptId("p");
        addTurn("a", GateMode.TURN, setting.together(), Optional.of(prompt));
        addTurn("b", GateMode.CALL, setting.each(), setting.samePrompt() ? Optional.of(prompt) : Optional.empty());
        calls.add(Say.request("own", Optional.empty(), Optional.empty(), 1, Optional.empty()));
    }

    private void addTurn(String id, GateMode gate, int size, Optional<PromptId> prompt) {
        IntStream.range(0, size)
                .mapToObj(index -> Say.request(
                        id + index,
                        Optional.of(new Turn(new TurnId(id), index, size)),
                        Optional.of(gate),
                        index,
                        prompt))
                .forEach(calls::add);
    }

    private static Voter person(String name, boolean admin, String... groups) {
        return new Voter(name, Set.of(groups), admin, "web");
    }

    private static GrantPattern upTo(int most) {
        GrantPattern.Field range = new GrantPattern.Field(
                Optional.empty(),
                Optional.empty(),
                Optional.of(BigDecimal.ZERO),
                Optional.of(BigDecimal.valueOf(most)));
        return new GrantPattern(Optional.empty(), Optional.of(Map.of("last_n_days", range)));
    }

    void take(Step step) {
        world.now = world.now.plus(step.later());
        ToolRequest call = calls.get(step.call() % calls.size());
        String id = call.callId().value();
        Voter voter = PEOPLE.get(step.voter() % PEOPLE.size());
        switch (step.kind()) {
            case COME -> tell(Say.propose(call));
            case COME_CONFLICTING ->
                tell(Say.propose(Say.request(id, call.turn(), call.gate(), 50 + step.number(), call.promptId())));
            case COME_BROKEN -> call.turn().ifPresent(turn -> comeBroken(turn, call, step.number()));
            case APPROVE -> tell(decide(voter, Verb.APPROVE, shown(call), step.number(), Optional.empty()));
            case APPROVE_WITH_GRANT -> tell(decide(voter, Verb.APPROVE, shown(call), step.number(), wish(step)));
            case APPROVE_UNSEEN ->
                tell(decide(
                        voter,
                        Verb.APPROVE,
                        new SeenCall(call.callId(), Say.OTHER, Say.TOOL),
                        step.number(),
                        Optional.empty()));
            case APPROVE_TURN -> decideTurn(voter, Verb.APPROVE, call);
            case EDIT -> tell(decide(voter, Verb.EDIT, shown(call), step.number(), Optional.empty()));
            case EDIT_WITH_GRANT -> tell(decide(voter, Verb.EDIT, shown(call), step.number(), wish(step)));
            case REJECT -> tell(decide(voter, Verb.REJECT, shown(call), step.number(), Optional.empty()));
            case REJECT_TURN -> decideTurn(voter, Verb.REJECT, call);
            case RESPOND -> tell(decide(voter, Verb.RESPOND, shown(call), step.number(), Optional.empty()));
            case WITHDRAW -> tell(Say.withdraw(voter, id));
            case GIVE_UP -> tell(Say.giveUp(id));
            case END -> tell(Say.end(voter));
            case CLAIM -> tell(Say.claim(voter, id));
            case UNCLAIM -> tell(Say.unclaim(voter, id));
            case COMMENT -> tell(Say.comment(voter, id));
            case RESULT -> tell(new GateCommand.Observe(Say.result(call, voter.name(), false, Say.EXECUTOR)));
            case UNKNOWN_RESULT -> tell(new GateCommand.Observe(Say.unknown(call, Say.EXECUTOR)));
            case SETTLE -> tell(Say.settle(voter, id, Settlement.Outcome.FAILED, "it never ran"));
            case SETTLE_OTHERWISE -> tell(Say.settle(voter, id, Settlement.Outcome.SUCCEEDED, voter.name()));
            case LATE_RESULT -> tell(new GateCommand.Observe(Say.result(call, voter.name(), true, Say.EXECUTOR)));
            case FORGED_RESULT -> tell(new GateCommand.Observe(Say.result(call, voter.name(), false, "another")));
            case START -> tell(Say.started(call, Say.EXECUTOR));
            case FORGED_START -> tell(Say.started(call, "another"));
            case TOOL_CHANGES -> world.offer = World.fits(Say.CHANGED_TOOL);
            case TOOL_GOES -> world.offer = new Offer.Gone("gone");
            case TOOL_RETURNS -> world.offer = World.fits(Say.TOOL);
            case SWITCH_SET -> world.set(MODES.get(step.number() % MODES.size()));
            case SWITCH_OPENED -> world.set(SwitchMode.OPEN);
            case POLICY_CHANGES -> policies.activate(step.number());
            case GRANTS_REVOKED -> world.grants.clear();
            case GATE_RESTARTS -> world.listeningSince = world.now;
            case TIME_PASSES -> tick();
            case SAID_AGAIN -> {
                if (!said.isEmpty()) {
                    tell(said.get(step.number() % said.size()));
                }
            }
        }
    }

    private static Optional<GrantWish> wish(Step step) {
        return Optional.of(WISHES.get(step.number() % WISHES.size()));
    }

    private void comeBroken(Turn turn, ToolRequest call, int number) {
        Turn broken = new Turn(turn.id(), turn.index(), turn.size() + 1);
        tell(Say.propose(
                Say.request("broken" + number % 3, Optional.of(broken), call.gate(), number % 7, call.promptId())));
    }

    private GateCommand.DecideCall decide(Voter voter, Verb verb, SeenCall seen, int number, Optional<GrantWish> wish) {
        CanonicalJson arguments = number % 16 == 0 ? World.UNFIT : Say.arguments(number % 7);
        GateCommand.DecideCall plain = Say.decide(voter, verb, seen, arguments, wish);
        return new GateCommand.DecideCall(
                new CommandId(new UUID(1, commands++)),
                voter,
                plain.conversationId(),
                seen,
                verb,
                plain.arguments(),
                plain.answer(),
                plain.reason(),
                wish);
    }

    private void decideTurn(Voter voter, Verb verb, ToolRequest call) {
        call.turn().ifPresent(turn -> {
            List<SeenCall> seen = calls.stream()
                    .filter(other -> other.turn().map(Turn::id).equals(Optional.of(turn.id())))
                    .filter(other ->
                            verb == Verb.APPROVE || world.call(other.callId()).isPresent())
                    .map(this::shown)
                    .toList();
            if (!seen.isEmpty()) {
                tell(Say.decideTurn(voter, turn.id(), verb, seen));
            }
        });
    }

    /** As the page shows it. */
    private SeenCall shown(ToolRequest call) {
        Optional<CallState> state = world.call(call.callId());
        Digest arguments = state.map(CallState::argumentsDigest)
                .orElseGet(() -> call.arguments().digest());
        return new SeenCall(
                call.callId(), arguments, state.flatMap(CallState::toolDigest).orElse(Say.TOOL));
    }

    private void tell(GateCommand command) {
        said.add(command);
        invariants.tell(command);
        if (said.size() % 4 == 0) {
            invariants.repeat(command);
        }
    }

    private void tick() {
        for (TurnKey key : List.copyOf(world.turns.keySet())) {
            tell(new GateCommand.TurnDue(key));
        }
    }

    /** Lets time go on from one due time to the next until everything has ended and is forgotten. */
    void sweep() {
        for (int ticks = 0; !world.turns.isEmpty(); ticks++) {
            if (ticks > MOST_TICKS) {
                throw new AssertionError("time does not bring it to an end: " + world.turns);
            }
            Instant due = world.turns.values().stream()
                    .map(turn -> turn.dueAt(World.TERMS.retention()))
                    .min(Instant::compareTo)
                    .orElseThrow();
            world.now = due.isAfter(world.now) ? due : world.now;
            tick();
        }
        world.now = world.now.plus(World.TERMS.retention());
        for (KnownCall known : List.copyOf(world.known.values())) {
            known.stray()
                    .ifPresent(stray ->
                            invariants.tell(new GateCommand.StrayDue(new CallKey(Say.CONVERSATION, stray.id()))));
        }
        invariants.atEnd();
    }
}

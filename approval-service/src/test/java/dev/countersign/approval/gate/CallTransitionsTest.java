package dev.countersign.approval.gate;

import static dev.countersign.approval.gate.World.decide;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.id.CallKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every state of a call that is a turn of its own, under every command: the table is the specification. */
class CallTransitionsTest {

    private static final ToolRequest CALL = World.request("a");
    private static final TurnKey TURN = TurnKey.of(CALL);

    /** After the state, what the command leads to: the next state and, after a slash, the reply. */
    private static final String TABLE = TransitionTable.read("call-transitions.txt");

    private static Map<String, Consumer<World>> states() {
        Map<String, Consumer<World>> states = new LinkedHashMap<>();
        states.put("NEW", world -> {});
        states.put("HELD", CallTransitionsTest::held);
        states.put("RELEASED", CallTransitionsTest::released);
        states.put("FINISHED*", CallTransitionsTest::finished);
        states.put("FINISHED**", world -> {
            finished(world);
            world.tell(new GateCommand.Observe(World.result(CALL, "late", true, World.EXECUTOR)));
        });
        states.put("REJECTED", world -> {
            held(world);
            world.tell(decide("bob", Choice.REJECT, World.seen(CALL)));
        });
        states.put("EXPIRED", world -> {
            held(world);
            world.now = World.START.plus(World.TERMS.expiry());
            world.tell(new GateCommand.TurnDue(TURN));
        });
        states.put("WITHDRAWN", world -> {
            held(world);
            world.tell(World.withdraw("bob", "a"));
        });
        states.put("INVALID", world -> {
            world.offer = new Offer.Gone("no such tool");
            world.tell(new GateCommand.Propose(CALL));
            world.offer = fits();
        });
        states.put("STRAY", CallTransitionsTest::strayed);
        return states;
    }

    private static void held(World world) {
        world.tell(new GateCommand.Propose(CALL));
    }

    private static void released(World world) {
        held(world);
        world.tell(decide("bob", Choice.APPROVE, World.seen(CALL)));
    }

    private static void finished(World world) {
        released(world);
        world.tell(new GateCommand.Observe(World.result(CALL, "10", false, World.EXECUTOR)));
    }

    /** The call comes without a turn after it broke one: what is known of it is that it strayed. */
    private static void strayed(World world) {
        world.tell(new GateCommand.Propose(World.inTurn("b", 0, 1, GateMode.CALL)));
        ToolRequest broken = World.request("a", Optional.of(new Turn(World.TURN, 0, 1)), Optional.of(GateMode.CALL), 5);
        world.tell(new GateCommand.Propose(broken));
    }

    private static Map<String, Function<World, Decision>> commands() {
        Map<String, Function<World, Decision>> commands = new LinkedHashMap<>();
        commands.put("propose", world -> world.tell(new GateCommand.Propose(CALL)));
        commands.put(
                "conflict",
                world ->
                        world.tell(new GateCommand.Propose(World.request("a", Optional.empty(), Optional.empty(), 6))));
        commands.put("approve", world -> world.tell(decide("bob", Choice.APPROVE, World.seen(CALL))));
        commands.put("approve-other", world -> world.tell(decide("eve", Choice.APPROVE, World.seen(CALL))));
        commands.put("approve-stale-args", world -> world.tell(decide("bob", Choice.APPROVE, staleArguments())));
        commands.put("approve-stale-tool", world -> world.tell(decide("bob", Choice.APPROVE, staleTool())));
        commands.put("approve-changed", world -> with(world, changed(), "bob"));
        commands.put("approve-unfit", world -> with(world, new Offer.Unfit(World.CHANGED_TOOL, "does not fit"), "bob"));
        commands.put("approve-gone", world -> with(world, new Offer.Gone("gone"), "bob"));
        commands.put("reject", world -> world.tell(decide("bob", Choice.REJECT, World.seen(CALL))));
        commands.put("reject-other", world -> world.tell(decide("eve", Choice.REJECT, World.seen(CALL))));
        commands.put("reject-stale-args", world -> world.tell(decide("bob", Choice.REJECT, staleArguments())));
        commands.put("reject-stale-tool", world -> world.tell(decide("bob", Choice.REJECT, staleTool())));
        commands.put("withdraw", world -> world.tell(World.withdraw("bob", "a")));
        commands.put("withdraw-other", world -> world.tell(World.withdraw("eve", "a")));
        commands.put("give-up", world -> world.tell(World.giveUp("a")));
        commands.put("result", world -> observe(world, World.result(CALL, "10", false, World.EXECUTOR)));
        commands.put("another-result", world -> observe(world, World.result(CALL, "11", false, World.EXECUTOR)));
        commands.put("late-result", world -> observe(world, World.result(CALL, "late", true, World.EXECUTOR)));
        commands.put("foreign-result", world -> observe(world, World.result(CALL, "12", false, "another")));
        commands.put("before-expiry", world -> at(world, World.TERMS.expiry().minusMillis(1)));
        commands.put("at-expiry", world -> at(world, World.TERMS.expiry()));
        commands.put("before-silence", world -> at(world, silence().minusMillis(1)));
        commands.put("at-silence", world -> at(world, silence()));
        commands.put("at-silence-restarted", world -> restarted(world, silence()));
        commands.put("before-silence-again", world -> {
            restarted(world, silence());
            return at(world, silence().plus(World.TERMS.silence()).minusMillis(1));
        });
        commands.put("at-silence-again", world -> {
            restarted(world, silence());
            return at(world, silence().plus(World.TERMS.silence()));
        });
        commands.put(
                "vote-before-expiry", world -> late(world, World.TERMS.expiry().minusMillis(1)));
        commands.put("vote-at-expiry", world -> late(world, World.TERMS.expiry()));
        commands.put("before-forgetting", world -> forget(world, -1));
        commands.put("at-forgetting", world -> forget(world, 0));
        return commands;
    }

    private static Decision with(World world, Offer offer, String voter) {
        world.offer = offer;
        return world.tell(decide(voter, Choice.APPROVE, World.seen(CALL)));
    }

    private static Decision observe(World world, ToolResult result) {
        return world.tell(new GateCommand.Observe(result));
    }

    private static Decision at(World world, Duration sinceStart) {
        world.now = World.START.plus(sinceStart);
        return world.tell(new GateCommand.TurnDue(TURN));
    }

    /** The gate was away until now. */
    private static Decision restarted(World world, Duration sinceStart) {
        world.listeningSince = World.START.plus(sinceStart);
        return at(world, sinceStart);
    }

    private static Decision late(World world, Duration sinceStart) {
        world.now = World.START.plus(sinceStart);
        return world.tell(decide("bob", Choice.APPROVE, World.seen(CALL)));
    }

    private static Decision forget(World world, int millis) {
        world.now = world.now.plus(World.TERMS.retention()).plusMillis(millis);
        CallKey key = CALL.key();
        return world.status("a").equals("STRAY")
                ? world.tell(new GateCommand.StrayDue(key))
                : world.tell(new GateCommand.TurnDue(TURN));
    }

    private static Duration silence() {
        return World.TERMS.validity().plus(World.LONGEST_RUN).plus(World.TERMS.silence());
    }

    private static Offer fits() {
        return new Offer.Fits(World.TOOL, World.EXECUTOR, World.LONGEST_RUN);
    }

    private static Offer changed() {
        return new Offer.Fits(World.CHANGED_TOOL, World.EXECUTOR, World.LONGEST_RUN);
    }

    private static SeenCall staleArguments() {
        return new SeenCall(CALL.callId(), World.OTHER, World.TOOL);
    }

    private static SeenCall staleTool() {
        return new SeenCall(CALL.callId(), CALL.arguments().digest(), World.OTHER);
    }

    @Test
    void shouldFollowTable() {
        StringBuilder walked = new StringBuilder();
        states().forEach((state, reach) -> commands().forEach((name, command) -> {
            World world = new World();
            reach.accept(world);
            Decision decision = command.apply(world);
            walked.append(
                    "%-10s %-20s %s/%s%n".formatted(state, name, world.status("a"), TransitionTable.reply(decision)));
        }));

        assertThat(walked.toString()).isEqualTo(TABLE);
    }

    /** Fails when an event is added that no command of the table leads to. */
    @Test
    void shouldWalkEveryEventOfCallOfItsOwn() {
        Set<Class<?>> seen = new HashSet<>();
        states().forEach((state, reach) -> commands().forEach((name, command) -> {
            World world = new World();
            reach.accept(world);
            command.apply(world);
            world.history.forEach(event -> seen.add(event.getClass()));
        }));

        Set<Class<?>> missing = leaves(GateEvent.class).collect(Collectors.toCollection(HashSet::new));
        missing.removeAll(seen);
        // Closing a turn for what is still to come is what gate=turn alone does.
        assertThat(missing).containsExactly(GateEvent.TurnClosed.class);
    }

    /** Fails when a kind of command is added that no column of the table stands for. */
    @Test
    void shouldHaveColumnForEveryCommandAboutOneCall() {
        List<String> kinds = leaves(GateCommand.class).map(Class::getSimpleName).toList();

        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "Propose",
                        "GiveUp",
                        "Observe",
                        "TurnDue",
                        "StrayDue",
                        "DecideCall",
                        "DecideTurn",
                        "WithdrawCall");
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(CallTransitionsTest::leaves)
                : Stream.of(type);
    }
}

package dev.countersign.approval.gate;

import static dev.countersign.approval.gate.Say.decide;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approval.control.GrantWish;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.ToolResult;
import dev.countersign.contract.event.Turn;
import dev.countersign.contract.event.Verb;
import dev.countersign.contract.id.CallKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every state of a call that is a turn of its own, under every command: the table is the specification. */
class CallTransitionsTest {

    private static final ToolRequest CALL = Say.request("a");
    private static final TurnKey TURN = TurnKey.of(CALL);
    private static final Voter BOB = Say.voter("bob");
    private static final Voter EVE = Say.voter("eve");
    private static final Voter ROOT = Say.admin("root");
    private static final GrantWish WISH =
            new GrantWish(GrantWish.Scope.CONVERSATION, Duration.ofHours(1), Optional.of(1), Optional.empty());

    /** After the state, what the command leads to: the next state and, after a slash, the reply. */
    private static final String TABLE = TransitionTable.read("call-transitions.txt");

    /** An instance that has lost the call reports before the one that speaks for it does. */
    @Test
    void shouldKeepALateReportThatComesBeforeTheOutcome() {
        World world = new World();
        released(world);

        Decision late = world.tell(new GateCommand.Observe(Say.result(CALL, "late", true, Say.EXECUTOR)));
        Decision outcome = world.tell(new GateCommand.Observe(Say.unknown(CALL, Say.EXECUTOR)));

        assertThat(late.reply()).isInstanceOf(Decision.Taken.class);
        assertThat(outcome.reply()).isInstanceOf(Decision.Taken.class);
        assertThat(Statuses.of(world, "a")).isEqualTo("FINISHED?**");
    }

    private static Map<String, Consumer<World>> states() {
        Map<String, Consumer<World>> states = new LinkedHashMap<>();
        states.put("NEW", world -> {});
        states.put("HELD", CallTransitionsTest::held);
        states.put("CLAIMED", world -> {
            held(world);
            world.tell(Say.claim(BOB, "a"));
        });
        states.put("RELEASED", CallTransitionsTest::released);
        states.put("EDITED", world -> {
            held(world);
            world.tell(decide("bob", Verb.EDIT, Say.seen(CALL)));
        });
        states.put("FINISHED*", CallTransitionsTest::finished);
        states.put("FINISHED**", world -> {
            finished(world);
            world.tell(new GateCommand.Observe(Say.result(CALL, "late", true, Say.EXECUTOR)));
        });
        states.put("FINISHED?*", CallTransitionsTest::unknown);
        states.put("FINISHED!*", world -> {
            unknown(world);
            world.tell(Say.settle(ROOT, "a", Settlement.Outcome.SUCCEEDED, "10"));
        });
        states.put("ANSWERED", world -> {
            held(world);
            world.tell(decide("bob", Verb.RESPOND, Say.seen(CALL)));
        });
        states.put("REJECTED", world -> {
            held(world);
            world.tell(decide("bob", Verb.REJECT, Say.seen(CALL)));
        });
        states.put("DENIED", world -> {
            world.set(SwitchMode.DENY);
            held(world);
            world.set(SwitchMode.OPEN);
        });
        states.put("EXPIRED", world -> {
            held(world);
            world.now = Say.START.plus(World.TERMS.expiry());
            world.tell(new GateCommand.TurnDue(TURN));
        });
        states.put("WITHDRAWN", world -> {
            held(world);
            world.tell(Say.withdraw(Say.voter(Say.REQUESTER), "a"));
        });
        states.put("INVALID", world -> {
            world.offer = new Offer.Gone("no such tool");
            world.tell(Say.propose(CALL));
            world.offer = fits();
        });
        states.put("STRAY", CallTransitionsTest::strayed);
        return states;
    }

    private static void held(World world) {
        world.tell(Say.propose(CALL));
    }

    private static void released(World world) {
        held(world);
        world.tell(decide("bob", Verb.APPROVE, Say.seen(CALL)));
    }

    private static void finished(World world) {
        released(world);
        world.tell(new GateCommand.Observe(Say.result(CALL, "10", false, Say.EXECUTOR)));
    }

    private static void unknown(World world) {
        released(world);
        world.tell(new GateCommand.Observe(Say.unknown(CALL, Say.EXECUTOR)));
    }

    /** The call comes without a turn after it broke one: what is known of it is that it strayed. */
    private static void strayed(World world) {
        world.tell(Say.propose(Say.inTurn("b", 0, 1, GateMode.CALL)));
        ToolRequest broken = Say.request("a", Optional.of(new Turn(Say.TURN, 0, 1)), Optional.of(GateMode.CALL), 5);
        world.tell(Say.propose(broken));
    }

    private static Map<String, Function<World, Decision>> commands() {
        Map<String, Function<World, Decision>> commands = new LinkedHashMap<>();
        commands.put("propose", world -> world.tell(Say.propose(CALL)));
        commands.put(
                "conflict", world -> world.tell(Say.propose(Say.request("a", Optional.empty(), Optional.empty(), 6))));
        commands.put("approve", world -> world.tell(decide("bob", Verb.APPROVE, Say.seen(CALL))));
        commands.put("approve-other", world -> world.tell(decide("eve", Verb.APPROVE, Say.seen(CALL))));
        commands.put("approve-stale-args", world -> world.tell(decide("bob", Verb.APPROVE, staleArguments())));
        commands.put("approve-stale-tool", world -> world.tell(decide("bob", Verb.APPROVE, staleTool())));
        commands.put("approve-changed", world -> with(world, changed(), "bob"));
        commands.put("approve-unfit", world -> with(world, new Offer.Unfit(Say.CHANGED_TOOL, "does not fit"), "bob"));
        commands.put("approve-gone", world -> with(world, new Offer.Gone("gone"), "bob"));
        commands.put("reject", world -> world.tell(decide("bob", Verb.REJECT, Say.seen(CALL))));
        commands.put("reject-other", world -> world.tell(decide("eve", Verb.REJECT, Say.seen(CALL))));
        commands.put("reject-stale-args", world -> world.tell(decide("bob", Verb.REJECT, staleArguments())));
        commands.put("reject-stale-tool", world -> world.tell(decide("bob", Verb.REJECT, staleTool())));
        commands.put("withdraw", world -> world.tell(Say.withdraw(Say.voter(Say.REQUESTER), "a")));
        commands.put("withdraw-other", world -> world.tell(Say.withdraw(Say.voter("eve"), "a")));
        commands.put("give-up", world -> world.tell(Say.giveUp("a")));
        commands.put("result", world -> observe(world, Say.result(CALL, "10", false, Say.EXECUTOR)));
        commands.put("another-result", world -> observe(world, Say.result(CALL, "11", false, Say.EXECUTOR)));
        commands.put("late-result", world -> observe(world, Say.result(CALL, "late", true, Say.EXECUTOR)));
        commands.put("foreign-result", world -> observe(world, Say.result(CALL, "12", false, "another")));
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
        addWhatPeopleDo(commands);
        return commands;
    }

    private static void addWhatPeopleDo(Map<String, Function<World, Decision>> commands) {
        commands.put("edit", world -> world.tell(decide("bob", Verb.EDIT, Say.seen(CALL))));
        commands.put("edit-other", world -> world.tell(decide("eve", Verb.EDIT, Say.seen(CALL))));
        commands.put(
                "edit-unfit",
                world -> world.tell(decide(BOB, Verb.EDIT, Say.seen(CALL), World.UNFIT, Optional.empty())));
        commands.put("respond", world -> world.tell(decide("bob", Verb.RESPOND, Say.seen(CALL))));
        commands.put("respond-other", world -> world.tell(decide("eve", Verb.RESPOND, Say.seen(CALL))));
        commands.put(
                "approve-grant",
                world -> world.tell(decide(BOB, Verb.APPROVE, Say.seen(CALL), World.UNFIT, Optional.of(WISH))));
        commands.put("approve-denied", world -> {
            world.policy = arguments -> new PolicyVerdict.Deny("never", Say.OTHER, "never");
            return world.tell(decide("bob", Verb.APPROVE, Say.seen(CALL)));
        });
        commands.put("approve-switched-off", world -> {
            world.set(SwitchMode.DENY);
            return world.tell(decide("bob", Verb.APPROVE, Say.seen(CALL)));
        });
        commands.put("claim", world -> world.tell(Say.claim(BOB, "a")));
        commands.put("claim-other", world -> world.tell(Say.claim(EVE, "a")));
        commands.put("unclaim", world -> world.tell(Say.unclaim(BOB, "a")));
        commands.put("unclaim-other", world -> world.tell(Say.unclaim(EVE, "a")));
        commands.put("comment", world -> world.tell(Say.comment(BOB, "a")));
        commands.put("end", world -> world.tell(Say.end(Say.voter(Say.REQUESTER))));
        commands.put("end-other", world -> world.tell(Say.end(EVE)));
        commands.put("start", world -> world.tell(Say.started(CALL, Say.EXECUTOR)));
        commands.put("foreign-start", world -> world.tell(Say.started(CALL, "another")));
        commands.put("lapse", world -> at(world, Attention.CLAIM));
        commands.put("unknown-result", world -> observe(world, Say.unknown(CALL, Say.EXECUTOR)));
        commands.put("settle", world -> world.tell(Say.settle(ROOT, "a", Settlement.Outcome.SUCCEEDED, "10")));
        commands.put(
                "settle-otherwise", world -> world.tell(Say.settle(ROOT, "a", Settlement.Outcome.SUCCEEDED, "11")));
        commands.put("settle-failed", world -> world.tell(Say.settle(ROOT, "a", Settlement.Outcome.FAILED, "10")));
        commands.put(
                "settle-other",
                world -> world.tell(Say.settle(Say.admin("sue"), "a", Settlement.Outcome.SUCCEEDED, "10")));
        commands.put("settle-no-admin", world -> world.tell(Say.settle(BOB, "a", Settlement.Outcome.SUCCEEDED, "10")));
    }

    private static Decision with(World world, Offer offer, String voter) {
        world.offer = offer;
        return world.tell(decide(voter, Verb.APPROVE, Say.seen(CALL)));
    }

    private static Decision observe(World world, ToolResult result) {
        return world.tell(new GateCommand.Observe(result));
    }

    private static Decision at(World world, Duration sinceStart) {
        world.now = Say.START.plus(sinceStart);
        return world.tell(new GateCommand.TurnDue(TURN));
    }

    /** The gate was away until now. */
    private static Decision restarted(World world, Duration sinceStart) {
        world.listeningSince = Say.START.plus(sinceStart);
        return at(world, sinceStart);
    }

    private static Decision late(World world, Duration sinceStart) {
        world.now = Say.START.plus(sinceStart);
        return world.tell(decide("bob", Verb.APPROVE, Say.seen(CALL)));
    }

    private static Decision forget(World world, int millis) {
        world.now = world.now.plus(World.TERMS.retention()).plusMillis(millis);
        CallKey key = CALL.key();
        return Statuses.of(world, "a").equals("STRAY")
                ? world.tell(new GateCommand.StrayDue(key))
                : world.tell(new GateCommand.TurnDue(TURN));
    }

    private static Duration silence() {
        return World.TERMS.validity().plus(World.LONGEST_RUN).plus(World.TERMS.silence());
    }

    private static Offer fits() {
        return World.fits(Say.TOOL);
    }

    private static Offer changed() {
        return World.fits(Say.CHANGED_TOOL);
    }

    private static SeenCall staleArguments() {
        return new SeenCall(CALL.callId(), Say.OTHER, Say.TOOL);
    }

    private static SeenCall staleTool() {
        return new SeenCall(CALL.callId(), CALL.arguments().digest(), Say.OTHER);
    }

    @Test
    void shouldFollowTable() {
        StringBuilder walked = new StringBuilder();
        states().forEach((state, reach) -> commands().forEach((name, command) -> {
            World world = new World();
            reach.accept(world);
            Decision decision = command.apply(world);
            walked.append("%-10s %-20s %s/%s%n"
                    .formatted(state, name, Statuses.of(world, "a"), TransitionTable.reply(decision)));
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

        Set<Class<?>> missing = GateEvents.leaves().collect(Collectors.toCollection(HashSet::new));
        missing.removeAll(seen);
        // What gate=turn alone does, and other rules than the one of these calls.
        assertThat(missing)
                .containsExactlyInAnyOrder(
                        GateEvent.TurnClosed.class,
                        GateEvent.VotesVoided.class,
                        GateEvent.HeldAfterAll.class,
                        GateEvent.ExpiryMoved.class,
                        GateEvent.ApprovedByItself.class,
                        GateEvent.GrantUsed.class);
    }

    /** Fails when a kind of command is added that no column of the table stands for. */
    @Test
    void shouldHaveColumnForEveryCommandAboutOneCall() {
        List<String> kinds =
                GateEvents.leaves(GateCommand.class).map(Class::getSimpleName).toList();

        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "Propose",
                        "GiveUp",
                        "Observe",
                        "TurnDue",
                        "StrayDue",
                        "DecideCall",
                        "DecideTurn",
                        "WithdrawCall",
                        "EndConversation",
                        "ClaimCall",
                        "UnclaimCall",
                        "CommentOn",
                        "SettleCall",
                        "ObserveStart",
                        "EndDue");
    }
}

package dev.countersign.approval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Settlement;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Verb;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every state of a call, under everything that a person can do, by everybody who may come: the table is the specification. */
class CallersTest {

    private static final ToolRequest CALL = Say.request("a");
    private static final Voter BOB = person("bob", false, "ops");
    private static final Voter CAROL = person("carol", false, "ops");
    private static final List<Voter> CALLERS = List.of(
            person(Say.REQUESTER, false, "ops"),
            person("dan", false),
            BOB,
            CAROL,
            person("root", true),
            person("sue", true),
            person("erin", false, "chiefs"));

    private static Voter person(String name, boolean admin, String... groups) {
        return new Voter(name, Set.of(groups), admin, "web");
    }

    private static Map<String, Consumer<World>> states() {
        Map<String, Consumer<World>> states = new LinkedHashMap<>();
        states.put("PENDING", world -> {});
        states.put("ONE-VOTE", world -> world.tell(decide(BOB, Verb.APPROVE)));
        states.put("ESCALATED", world -> pass(world, Duration.ofMinutes(45)));
        states.put("CLAIMED", world -> world.tell(Say.claim(BOB, "a")));
        states.put("PLAIN", world -> {});
        states.put("UNPROVEN", world -> {});
        states.put("RELEASED", world -> {
            world.tell(decide(BOB, Verb.APPROVE));
            world.tell(decide(CAROL, Verb.APPROVE));
        });
        states.put("UNKNOWN", CallersTest::unknown);
        states.put("SETTLED", world -> {
            unknown(world);
            world.tell(settle(person("root", true)));
        });
        states.put("REJECTED", world -> world.tell(decide(BOB, Verb.REJECT)));
        states.put("ANSWERED", world -> world.tell(decide(BOB, Verb.RESPOND)));
        states.put("EXPIRED", world -> pass(world, Duration.ofHours(2)));
        return states;
    }

    private static Map<String, BiFunction<World, Voter, Decision>> verbs() {
        Map<String, BiFunction<World, Voter, Decision>> verbs = new LinkedHashMap<>();
        verbs.put("approve", (world, voter) -> world.tell(decide(voter, Verb.APPROVE)));
        verbs.put("edit", (world, voter) -> world.tell(decide(voter, Verb.EDIT)));
        verbs.put("reject", (world, voter) -> world.tell(decide(voter, Verb.REJECT)));
        verbs.put("respond", (world, voter) -> world.tell(decide(voter, Verb.RESPOND)));
        verbs.put("claim", (world, voter) -> world.tell(Say.claim(voter, "a")));
        verbs.put("unclaim", (world, voter) -> world.tell(Say.unclaim(voter, "a")));
        verbs.put("comment", (world, voter) -> world.tell(Say.comment(voter, "a")));
        verbs.put("withdraw", (world, voter) -> world.tell(Say.withdraw(voter, "a")));
        verbs.put("settle", (world, voter) -> world.tell(settle(voter)));
        return verbs;
    }

    private static GateCommand.DecideCall decide(Voter voter, Verb verb) {
        return Say.decide(voter, verb, Say.seen(CALL));
    }

    private static GateCommand.SettleCall settle(Voter voter) {
        return Say.settle(voter, "a", Settlement.Outcome.FAILED, "it never went out");
    }

    private static void unknown(World world) {
        world.tell(decide(BOB, Verb.APPROVE));
        world.tell(decide(CAROL, Verb.APPROVE));
        world.tell(new GateCommand.Observe(Say.unknown(CALL, Say.EXECUTOR)));
    }

    private static void pass(World world, Duration time) {
        world.now = world.now.plus(time);
        world.tell(new GateCommand.TurnDue(TurnKey.of(CALL)));
    }

    private static World worldOf(String state) {
        World world = new World();
        boolean plain = Set.of("PLAIN", "UNPROVEN").contains(state);
        world.policy = arguments -> World.hold(plain ? Rules.PLAIN : Rules.TWO_OF_OPS);
        world.proven = !state.equals("UNPROVEN");
        world.tell(Say.propose(CALL));
        return world;
    }

    @Test
    void shouldFollowTable() {
        StringBuilder walked = new StringBuilder();
        states().forEach((state, reach) -> verbs().forEach((verb, act) -> CALLERS.forEach(caller -> {
            World world = worldOf(state);
            reach.accept(world);
            Decision decision = act.apply(world, caller);
            walked.append("%-9s %-8s %-5s %s".formatted(state, verb, caller.name(), TransitionTable.reply(decision)));
            decision.events()
                    .forEach(event -> walked.append(' ').append(event.getClass().getSimpleName()));
            walked.append('\n');
        })));

        assertThat(walked.toString().lines())
                .containsExactlyElementsOf(
                        TransitionTable.read("callers.txt").lines().toList());
    }
}

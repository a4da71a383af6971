package dev.countersign.approval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Verb;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A turn of two calls under either gate, in every state, under every command: the table is the specification. */
class TurnTransitionsTest {

    private static Map<String, Consumer<Scene>> states() {
        Map<String, Consumer<Scene>> states = new LinkedHashMap<>();
        states.put("A", Scene::first);
        states.put("A+", scene -> {
            scene.first();
            scene.approve("bob", scene.a);
        });
        states.put("AB", Scene::both);
        states.put("A+B", scene -> {
            scene.both();
            scene.approve("bob", scene.a);
        });
        states.put("A+B+", scene -> {
            scene.both();
            scene.approve("bob", scene.a);
            scene.approve("eve", scene.b);
        });
        states.put("A-rejected", scene -> {
            scene.first();
            scene.world.tell(Say.decide("bob", Verb.REJECT, Say.seen(scene.a)));
        });
        states.put("A-expired", scene -> {
            scene.first();
            scene.expire();
            scene.world.tell(new GateCommand.TurnDue(TurnKey.of(scene.a)));
        });
        states.put("A-invalid", scene -> {
            scene.world.offer = new Offer.Gone("gone");
            scene.first();
            scene.world.offer = World.fits(Say.TOOL);
        });
        return states;
    }

    private static Map<String, Function<Scene, Decision>> commands() {
        Map<String, Function<Scene, Decision>> commands = new LinkedHashMap<>();
        commands.put("b-comes", scene -> scene.come(scene.b));
        commands.put("b-comes-invalid", scene -> {
            scene.world.offer = new Offer.Unfit(Say.TOOL, "does not fit");
            return scene.come(scene.b);
        });
        commands.put("other-size", scene -> scene.come(Say.inTurn("x", 1, 3, scene.gate)));
        commands.put("other-gate", scene -> scene.come(Say.inTurn("x", 1, 2, scene.other())));
        commands.put("same-index", scene -> scene.come(Say.inTurn("x", 0, 2, scene.gate)));
        commands.put("approve-a", scene -> scene.approve("bob", scene.a));
        commands.put("approve-b", scene -> scene.approve("eve", scene.b));
        commands.put("approve-b-tool-changed", scene -> {
            scene.world.offer = World.fits(Say.CHANGED_TOOL);
            return scene.approve("eve", scene.b);
        });
        commands.put("approve-b-tool-gone", scene -> {
            scene.world.offer = new Offer.Gone("gone");
            return scene.approve("eve", scene.b);
        });
        commands.put("approve-both", scene -> scene.both(Verb.APPROVE));
        commands.put("approve-a-as-another", scene -> scene.approve("eve", scene.a));
        commands.put("reject-a", scene -> scene.world.tell(Say.decide("eve", Verb.REJECT, Say.seen(scene.a))));
        commands.put("reject-both", scene -> scene.both(Verb.REJECT));
        commands.put(
                "approve-both-one-stale",
                scene -> scene.world.tell(Say.decideTurn(
                        "bob", Verb.APPROVE, Say.seen(scene.a), new SeenCall(scene.b.callId(), Say.OTHER, Say.TOOL))));
        commands.put("withdraw-a", scene -> scene.world.tell(Say.giveUp("a")));
        commands.put("b-comes-at-expiry", scene -> {
            scene.expire();
            return scene.come(scene.b);
        });
        commands.put("due-at-expiry", scene -> {
            scene.expire();
            return scene.world.tell(new GateCommand.TurnDue(TurnKey.of(scene.a)));
        });
        return commands;
    }

    @Test
    void shouldFollowTableOfTurn() {
        assertThat(walk(GateMode.TURN)).isEqualTo(TransitionTable.read("turn-transitions.txt"));
    }

    @Test
    void shouldFollowTableOfCalls() {
        assertThat(walk(GateMode.CALL)).isEqualTo(TransitionTable.read("turn-transitions-each.txt"));
    }

    private static String walk(GateMode gate) {
        StringBuilder walked = new StringBuilder();
        states().forEach((state, reach) -> commands().forEach((name, command) -> {
            Scene scene = new Scene(gate);
            reach.accept(scene);
            Decision decision = command.apply(scene);
            walked.append(
                    "%-10s %-24s %s/%s%n".formatted(state, name, scene.describe(), TransitionTable.reply(decision)));
        }));
        return walked.toString();
    }

    /** Two calls of one turn. */
    private static final class Scene {

        private final World world = new World();
        private final GateMode gate;
        private final ToolRequest a;
        private final ToolRequest b;

        Scene(GateMode gate) {
            this.gate = gate;
            a = Say.inTurn("a", 0, 2, gate);
            b = Say.inTurn("b", 1, 2, gate);
        }

        GateMode other() {
            return gate == GateMode.TURN ? GateMode.CALL : GateMode.TURN;
        }

        void first() {
            come(a);
        }

        void both() {
            come(a);
            come(b);
        }

        void expire() {
            world.now = Say.START.plus(World.TERMS.expiry());
        }

        Decision come(ToolRequest request) {
            return world.tell(Say.propose(request));
        }

        Decision approve(String voter, ToolRequest call) {
            return world.tell(Say.decide(voter, Verb.APPROVE, Say.seen(call)));
        }

        Decision both(Verb choice) {
            return world.tell(Say.decideTurn("bob", choice, Say.seen(a), Say.seen(b)));
        }

        String describe() {
            return String.join(
                    " ",
                    Stream.of("a", "b", "x")
                            .filter(id -> !Statuses.of(world, id).equals("-"))
                            .map(id -> id + ":" + Statuses.of(world, id))
                            .toList());
        }
    }
}

package dev.countersign.approval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Approval;
import dev.countersign.contract.event.GateMode;
import dev.countersign.contract.event.ToolRequest;
import dev.countersign.contract.event.Verb;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the policy says when calls are let go: a rule that cannot be evaluated lets nothing through by itself. */
class LastLookTest {

    private static final PolicyVerdict UNCLEAR = new PolicyVerdict.Hold(
            "default", Say.OTHER, Rules.ANYONE, "the rule cannot be evaluated", Optional.of("no such member"));

    private final World world = new World();

    @Test
    void shouldHoldWhatPolicyApprovedWhereItCannotBeEvaluatedAtRelease() {
        ToolRequest first = Say.inTurn("a", 0, 2, GateMode.TURN);
        ToolRequest last = Say.inTurn("b", 1, 2, GateMode.TURN);
        world.policy = arguments -> new PolicyVerdict.Approve("reading", Say.OTHER, Rules.ANYONE);
        world.tell(Say.propose(first));
        world.policy = arguments -> arguments.equals(first.arguments())
                ? UNCLEAR
                : new PolicyVerdict.Approve("reading", Say.OTHER, Rules.ANYONE);

        world.tell(Say.propose(last));

        assertThat(List.of(status(first), status(last))).containsOnly(Approval.Status.PENDING);
        world.tell(Say.decide("bob", Verb.APPROVE, Say.seen(first)));
        assertThat(List.of(status(first), status(last))).containsOnly(Approval.Status.APPROVED);
    }

    @Test
    void shouldTellOfEachCallWhereOneOfThemIsDenied() {
        ToolRequest fine = Say.inTurn("a", 0, 2, GateMode.CALL);
        ToolRequest bad = Say.inTurn("b", 1, 2, GateMode.CALL);
        world.tell(Say.propose(fine));
        world.tell(Say.propose(bad));
        world.policy = arguments -> arguments.equals(bad.arguments())
                ? new PolicyVerdict.Deny("never", Say.OTHER, "not that")
                : World.hold(Rules.ANYONE);

        Decision decision = world.tell(Say.decideTurn("bob", Verb.APPROVE, Say.seen(fine), Say.seen(bad)));

        assertThat(decision.reply())
                .isInstanceOfSatisfying(
                        Decision.Answered.class,
                        answered -> assertThat(answered.outcome())
                                .isInstanceOfSatisfying(
                                        GateOutcome.Accepted.class,
                                        accepted -> assertThat(accepted.calls())
                                                .extracting(Standing::status)
                                                .containsExactly(Approval.Status.APPROVED, Approval.Status.DENIED)));
    }

    private Approval.Status status(ToolRequest call) {
        return world.turns
                .get(TurnKey.of(call))
                .call(call.callId())
                .orElseThrow()
                .standing()
                .status();
    }
}

package dev.countersign.approval.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.SwitchMode;
import dev.countersign.contract.json.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds in a partition however control changes, their repeats and time come in between. */
class ControlProperties {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Decider ROOT = new Decider("root", START, "http");
    private static final int GRANTS = 4;

    /** A change, so long after the one before, delivered so many times. */
    record Step(Kind kind, int which, Duration later, int times) {}

    enum Kind {
        SET_SWITCH,
        MAKE_GRANT,
        REVOKE_GRANT,
        ACTIVATE,
        REPLACE
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(0, GRANTS - 1),
                        Arbitraries.integers().between(0, 20).map(Duration::ofSeconds),
                        Arbitraries.integers().between(1, 2))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 2_000)
    void shouldHoldWhatWasSaidLastAndNothingThatWasTakenBack(@ForAll("steps") List<Step> steps) {
        Partition partition = new Partition();
        for (Step step : steps) {
            partition.pass(step.later());
            for (int time = 0; time < step.times(); time++) {
                partition.deliver(command(step, partition));
            }
        }
    }

    private static ControlCommand command(Step step, Partition partition) {
        String id = "g-" + step.which();
        String text = "policy " + step.which();
        return switch (step.kind()) {
            case SET_SWITCH -> new ControlCommand.SetSwitch("s", SwitchMode.values()[step.which()], ROOT, "because");
            case MAKE_GRANT ->
                new ControlCommand.MakeGrant(
                        id, ControlMachineTest.grant(id, START.plusSeconds(60L * (step.which() + 1))));
            case REVOKE_GRANT -> new ControlCommand.RevokeGrant("r", id, ROOT, Optional.empty());
            case ACTIVATE -> new ControlCommand.ActivatePolicy("p", Digest.ofText(text), text, Optional.empty(), ROOT);
            case REPLACE ->
                new ControlCommand.ActivatePolicy(
                        "p",
                        Digest.ofText(text),
                        text,
                        Optional.of(Digest.ofText("policy " + (step.which() + 1) % GRANTS)),
                        ROOT);
        };
    }

    /** One partition's memory, as its store keeps it, and a plain account of what was said to compare it with. */
    private static final class Partition {
        private SwitchSetting killSwitch = SwitchSetting.UNSET;
        private Optional<ActivePolicy> policy = Optional.empty();
        private final Map<String, KnownGrant> grants = new HashMap<>();
        private final Set<String> everRevoked = new HashSet<>();
        private Instant now = START;

        void pass(Duration time) {
            now = now.plus(time);
            // The store forgets at its next look: sometimes at once, sometimes not before the next change.
            if (time.toSeconds() % 2 == 0) {
                grants.values().removeIf(grant -> !now.isBefore(grant.expiresAt()));
            }
        }

        void deliver(ControlCommand command) {
            Optional<Digest> policyBefore = policy.map(ActivePolicy::version);
            int partition = 2;
            ControlDecision decision = ControlMachine.decide(
                    state(command), command, new ControlMachine.Arrival(partition, now, Unfinished.NONE));
            decision.event().ifPresent(this::apply);

            ControlDecision repeat = ControlMachine.decide(
                    state(command), command, new ControlMachine.Arrival(partition, now, Unfinished.NONE));
            assertThat(repeat.outcome()).isEqualTo(decision.outcome());
            check(command, decision, policyBefore);
        }

        private ControlState state(ControlCommand command) {
            Optional<KnownGrant> named = switch (command) {
                case ControlCommand.MakeGrant make ->
                    Optional.ofNullable(grants.get(make.grant().id()));
                case ControlCommand.RevokeGrant revoke -> Optional.ofNullable(grants.get(revoke.grantId()));
                case ControlCommand.SetSwitch set -> Optional.empty();
                case ControlCommand.ActivatePolicy activate -> Optional.empty();
            };
            return new ControlState(killSwitch, policy, named, grants.size(), grants.size());
        }

        private void apply(ControlEvent event) {
            switch (event) {
                case ControlEvent.SwitchSet set -> killSwitch = set.setting();
                case ControlEvent.PolicyActivated activated -> policy = Optional.of(activated.policy());
                case ControlEvent.GrantAdded added ->
                    grants.put(added.grant().id(), new KnownGrant.Holding(added.grant()));
                case ControlEvent.GrantRevoked revoked ->
                    grants.put(
                            revoked.grant().id(),
                            new KnownGrant.Revoked(revoked.grant().expiresAt()));
            }
        }

        private void check(ControlCommand command, ControlDecision decision, Optional<Digest> policyBefore) {
            boolean applied = decision.outcome() instanceof ControlOutcome.Applied;
            switch (command) {
                case ControlCommand.SetSwitch set -> {
                    assertThat(killSwitch.mode()).isEqualTo(set.mode());
                    assertThat(killSwitch.by().at()).isEqualTo(now);
                }
                case ControlCommand.RevokeGrant revoke -> {
                    if (applied) {
                        everRevoked.add(revoke.grantId());
                    }
                    assertThat(holds(revoke.grantId())).isFalse();
                }
                case ControlCommand.MakeGrant make ->
                    assertThat(applied).isEqualTo(now.isBefore(make.grant().expiresAt()));
                case ControlCommand.ActivatePolicy activate -> {
                    boolean mayReplace = activate.replaces().isEmpty()
                            || activate.replaces().equals(policyBefore)
                            || policyBefore.filter(activate.version()::equals).isPresent();
                    assertThat(applied).isEqualTo(mayReplace);
                    assertThat(policy.map(ActivePolicy::version))
                            .isEqualTo(mayReplace ? Optional.of(activate.version()) : policyBefore);
                }
            }
            everRevoked.forEach(id -> assertThat(holds(id)).isFalse());
        }

        private boolean holds(String id) {
            return grants.get(id) instanceof KnownGrant.Holding holding && now.isBefore(holding.expiresAt());
        }
    }
}

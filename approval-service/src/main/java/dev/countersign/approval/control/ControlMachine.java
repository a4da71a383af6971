package dev.countersign.approval.control;

import dev.countersign.approval.control.ControlOutcome.Applied;
import dev.countersign.approval.control.ControlOutcome.Holds;
import dev.countersign.approval.control.ControlOutcome.Refusal;
import dev.countersign.approval.control.ControlOutcome.Refused;
import dev.countersign.contract.event.Decider;
import dev.countersign.contract.json.Digest;
import java.time.Instant;
import java.util.Optional;

/** Control changes in one partition: a pure function from what holds and what is to change to what happens. */
public final class ControlMachine {

    /** The most grants that hold at once. */
    public static final int MAX_GRANTS = 1_000;

    /** The most grants that hold at once for one tool. */
    public static final int MAX_GRANTS_OF_TOOL = 100;

    /**
     * Where and when a change arrives.
     *
     * @param time the broker's append time
     * @param released calls that are out of reach
     */
    public record Arrival(int partition, Instant time, Unfinished released) {}

    private ControlMachine() {}

    /** What the change leads to. */
    public static ControlDecision decide(ControlState state, ControlCommand command, Arrival arrival) {
        return switch (command) {
            case ControlCommand.SetSwitch set -> set(set, arrival);
            case ControlCommand.MakeGrant make -> make(state, make, arrival);
            case ControlCommand.RevokeGrant revoke -> revoke(state, revoke, arrival);
            case ControlCommand.ActivatePolicy activate -> activate(state, activate, arrival);
        };
    }

    private static ControlDecision set(ControlCommand.SetSwitch set, Arrival arrival) {
        SwitchSetting setting = new SwitchSetting(set.mode(), at(set.by(), arrival), set.reason());
        return applied(
                new ControlEvent.SwitchSet(setting), set, arrival, Holds.of(setting), Optional.of(arrival.released()));
    }

    private static ControlDecision make(ControlState state, ControlCommand.MakeGrant make, Arrival arrival) {
        Grant grant = make.grant();
        Optional<KnownGrant> known = known(state, arrival);
        if (known.isPresent()) {
            return repeated(make, arrival, Holds.ofGrant(known.flatMap(ControlMachine::holding)), Optional.empty());
        }
        if (!arrival.time().isBefore(grant.expiresAt())) {
            return refused(make, arrival, Holds.ofGrant(Optional.empty()), Refusal.EXPIRED, "the grant has expired");
        }
        if (state.grants() >= MAX_GRANTS || state.grantsOfTool() >= MAX_GRANTS_OF_TOOL) {
            String message = state.grants() >= MAX_GRANTS
                    ? "there are " + MAX_GRANTS + " grants already"
                    : "there are " + MAX_GRANTS_OF_TOOL + " grants for tool " + grant.tool() + " already";
            return refused(make, arrival, Holds.ofGrant(Optional.empty()), Refusal.TOO_MANY_GRANTS, message);
        }
        return applied(
                new ControlEvent.GrantAdded(grant), make, arrival, Holds.ofGrant(Optional.of(grant)), Optional.empty());
    }

    private static ControlDecision revoke(ControlState state, ControlCommand.RevokeGrant revoke, Arrival arrival) {
        Holds nothing = Holds.ofGrant(Optional.empty());
        Optional<KnownGrant> known = known(state, arrival);
        if (known.isEmpty()) {
            return refused(revoke, arrival, nothing, Refusal.NOT_FOUND, "no such grant holds");
        }
        return switch (known.get()) {
            case KnownGrant.Holding holding ->
                applied(
                        new ControlEvent.GrantRevoked(holding.grant()),
                        revoke,
                        arrival,
                        nothing,
                        Optional.of(arrival.released()));
            case KnownGrant.Revoked revoked -> repeated(revoke, arrival, nothing, Optional.of(arrival.released()));
        };
    }

    private static ControlDecision activate(
            ControlState state, ControlCommand.ActivatePolicy activate, Arrival arrival) {
        Optional<Digest> holding = state.policy().map(ActivePolicy::version);
        Holds wanted = Holds.ofPolicy(Optional.of(activate.version()));
        if (holding.filter(activate.version()::equals).isPresent()) {
            return repeated(activate, arrival, wanted, Optional.of(arrival.released()));
        }
        if (activate.replaces().isPresent() && !activate.replaces().equals(holding)) {
            return refused(
                    activate,
                    arrival,
                    Holds.ofPolicy(holding),
                    Refusal.OTHER_POLICY,
                    "another policy holds than the one that it was to replace: "
                            + holding.map(Digest::value).orElse("none"));
        }
        ActivePolicy policy = new ActivePolicy(activate.version(), activate.text(), at(activate.by(), arrival));
        return applied(
                new ControlEvent.PolicyActivated(policy), activate, arrival, wanted, Optional.of(arrival.released()));
    }

    /** A grant that has expired is not known, whether it is still stored or not. */
    private static Optional<KnownGrant> known(ControlState state, Arrival arrival) {
        return state.grant().filter(grant -> arrival.time().isBefore(grant.expiresAt()));
    }

    private static Optional<Grant> holding(KnownGrant known) {
        return known instanceof KnownGrant.Holding holding ? Optional.of(holding.grant()) : Optional.empty();
    }

    private static Decider at(Decider by, Arrival arrival) {
        return new Decider(by.name(), arrival.time(), by.via());
    }

    private static ControlDecision applied(
            ControlEvent event, ControlCommand command, Arrival arrival, Holds holds, Optional<Unfinished> released) {
        return new ControlDecision(Optional.of(event), new Applied(command.id(), arrival.partition(), holds, released));
    }

    private static ControlDecision repeated(
            ControlCommand command, Arrival arrival, Holds holds, Optional<Unfinished> released) {
        return new ControlDecision(Optional.empty(), new Applied(command.id(), arrival.partition(), holds, released));
    }

    private static ControlDecision refused(
            ControlCommand command, Arrival arrival, Holds holds, Refusal kind, String message) {
        return new ControlDecision(
                Optional.empty(), new Refused(command.id(), arrival.partition(), holds, kind, message));
    }
}

package dev.countersign.approval.gate.topology;

import dev.countersign.approval.control.ControlCommand;
import dev.countersign.approval.control.ControlDecision;
import dev.countersign.approval.control.ControlEvent;
import dev.countersign.approval.control.ControlMachine;
import dev.countersign.approval.control.ControlOutcome;
import dev.countersign.approval.control.Unfinished;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.contract.topic.Topic;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Control changes in this partition: lets {@link ControlMachine} decide, keeps what follows, and says on {@code
 * approval-controls} what holds here now.
 */
final class ControlProcessing {

    private static final Logger LOG = LoggerFactory.getLogger(ControlProcessing.class);
    private static final int EXPIRED_AT_ONCE = 200;

    private final ControlStore controls;
    private final ReleasedStore released;
    private final int partition;

    ControlProcessing(ControlStore controls, ReleasedStore released, int partition) {
        this.controls = controls;
        this.released = released;
        this.partition = partition;
    }

    /** Whether a record that came straight from the edge or another partition of the gate is a control change. */
    static boolean isControl(Origin origin) {
        return origin.position().topic() == Topic.APPROVAL_COMMANDS
                && EventHeaders.text(origin.headers(), EventHeaders.TYPE)
                        .filter(EventType.GATE_CONTROL.typeName()::equals)
                        .isPresent();
    }

    ControlOutcome carryOut(ControlCommand command, Instant time, Outbox outbox) {
        ControlMachine.Arrival arrival = new ControlMachine.Arrival(partition, time, outOfReach(command));
        ControlDecision decision = ControlMachine.decide(controls.state(command), command, arrival);
        decision.event().ifPresent(event -> keep(event, outbox));
        outbox.controlOutcome(decision.outcome());
        return decision.outcome();
    }

    /** A grant stops nothing: what it cannot stop is not looked up for it. */
    private Unfinished outOfReach(ControlCommand command) {
        return command instanceof ControlCommand.MakeGrant ? Unfinished.NONE : released.unfinished();
    }

    private void keep(ControlEvent event, Outbox outbox) {
        controls.keep(event);
        switch (event) {
            case ControlEvent.SwitchSet set -> outbox.killSwitch(set.setting());
            case ControlEvent.PolicyActivated activated -> outbox.policy(activated.policy());
            case ControlEvent.GrantAdded added -> outbox.grant(added.grant());
            case ControlEvent.GrantRevoked revoked ->
                outbox.grantGone(revoked.grant().id());
        }
        LOG.info(
                "event=control-applied change={} partition={}", event.getClass().getSimpleName(), partition);
    }

    /** Forgets the grants that have expired by now; what is left is taken up at the next tick. */
    void expire(Instant now, Outbox outbox) {
        controls.expire(now, EXPIRED_AT_ONCE).forEach(outbox::grantGone);
    }
}

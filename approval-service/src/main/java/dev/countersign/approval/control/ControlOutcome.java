package dev.countersign.approval.control;

import dev.countersign.contract.json.Digest;
import java.util.Optional;

/** What one partition made of a control change. */
public sealed interface ControlOutcome {

    /** The id of the change. */
    String commandId();

    int partition();

    /** What holds in the partition after it, of the kind that the change is about. */
    Holds holds();

    /**
     * It holds, from now on or since the same was said before.
     *
     * @param released what it can no longer stop; there for all changes except a grant that is made
     */
    record Applied(String commandId, int partition, Holds holds, Optional<Unfinished> released)
            implements ControlOutcome {}

    /**
     * It changed nothing.
     *
     * @param message what is in the way, for people
     */
    record Refused(String commandId, int partition, Holds holds, Refusal kind, String message)
            implements ControlOutcome {}

    /** What holds, of one kind; all absent where nothing does. */
    record Holds(Optional<SwitchSetting> killSwitch, Optional<Digest> policyVersion, Optional<Grant> grant) {

        static Holds of(SwitchSetting setting) {
            return new Holds(Optional.of(setting), Optional.empty(), Optional.empty());
        }

        static Holds ofPolicy(Optional<Digest> version) {
            return new Holds(Optional.empty(), version, Optional.empty());
        }

        static Holds ofGrant(Optional<Grant> grant) {
            return new Holds(Optional.empty(), Optional.empty(), grant);
        }
    }

    /** Why a change was refused; the tag of the metric. */
    enum Refusal {
        /** No such grant, or it has expired. */
        NOT_FOUND,
        /** The time for which the grant was made is over. */
        EXPIRED,
        /** There are as many grants as there may be, in all or for the tool. */
        TOO_MANY_GRANTS,
        /** Another policy holds than the one that was to be replaced. */
        OTHER_POLICY
    }
}

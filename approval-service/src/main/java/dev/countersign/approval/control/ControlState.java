package dev.countersign.approval.control;

import java.util.Optional;

/**
 * What a partition knows of what a control change is about.
 *
 * @param grant the one that the change names
 * @param grants how many hold in all
 * @param grantsOfTool how many hold for the tool of the grant that the change makes
 */
public record ControlState(
        SwitchSetting killSwitch,
        Optional<ActivePolicy> policy,
        Optional<KnownGrant> grant,
        int grants,
        int grantsOfTool) {

    /** Nothing was ever changed. */
    public static final ControlState UNCHANGED =
            new ControlState(SwitchSetting.UNSET, Optional.empty(), Optional.empty(), 0, 0);
}

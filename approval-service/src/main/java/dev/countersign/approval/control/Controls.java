package dev.countersign.approval.control;

import java.util.List;

/**
 * What holds for a command, as its partition has applied the control changes before it.
 *
 * @param grants those on the tools that the command is about, used up and expired ones included
 */
public record Controls(SwitchSetting killSwitch, List<Grant> grants) {

    /** Nothing was ever changed. */
    public static final Controls UNCHANGED = new Controls(SwitchSetting.UNSET, List.of());

    public Controls {
        grants = List.copyOf(grants);
    }
}

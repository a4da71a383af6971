package dev.countersign.approval.control;

/** A control change took effect in a partition. State changes by these alone. */
public sealed interface ControlEvent {

    /** The kill switch stands so now. */
    record SwitchSet(SwitchSetting setting) implements ControlEvent {}

    /** This policy holds now. */
    record PolicyActivated(ActivePolicy policy) implements ControlEvent {}

    /** This grant holds now. */
    record GrantAdded(Grant grant) implements ControlEvent {}

    /** This grant holds no longer, and never again. */
    record GrantRevoked(Grant grant) implements ControlEvent {}
}

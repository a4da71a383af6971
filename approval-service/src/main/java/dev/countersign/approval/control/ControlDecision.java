package dev.countersign.approval.control;

import java.util.Optional;

/**
 * What a control change leads to in a partition.
 *
 * @param event absent where nothing changes
 */
public record ControlDecision(Optional<ControlEvent> event, ControlOutcome outcome) {}

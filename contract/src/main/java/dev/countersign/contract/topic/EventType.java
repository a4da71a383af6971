package dev.countersign.contract.topic;

import java.util.Locale;

/** The values of {@code ce_type}: {@code dev.countersign.<event>.v1}. */
public enum EventType {
    PROMPT,
    TOOL_REQUEST,
    TOOL_REQUEST_WITHDRAWN,
    APPROVED_CALL,
    REJECTED_CALL,
    TOOL_STARTED,
    TOOL_RESULT,
    ANSWER,
    CATALOG_ENTRY,
    APPROVAL,
    PLANNER_COMMAND,
    MODEL_TURN,
    GATE_COMMAND,
    GATE_OUTCOME,
    GATE_CONTROL,
    LEDGER_ENTRY;

    /** The text in the header. */
    public String typeName() {
        return "dev.countersign." + name().toLowerCase(Locale.ROOT).replace('_', '-') + ".v1";
    }
}

package dev.countersign.contract.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the calls of one model message are released. */
public enum GateMode {
    /** Together or not at all. The default for prompts. */
    @JsonProperty("turn")
    TURN,
    /** Each on its own. The default for outside agents. */
    @JsonProperty("call")
    CALL
}

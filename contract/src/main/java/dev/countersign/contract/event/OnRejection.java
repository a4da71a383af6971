package dev.countersign.contract.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a call that was not approved means for its prompt. */
public enum OnRejection {
    /** The prompt ends {@link Answer.Status#NOT_APPROVED}. The default. */
    @JsonProperty("stop")
    STOP,
    /** The model is told, with the reason, and goes on. */
    @JsonProperty("continue")
    CONTINUE
}

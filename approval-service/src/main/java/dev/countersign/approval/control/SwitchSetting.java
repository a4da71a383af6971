package dev.countersign.approval.control;

import dev.countersign.contract.event.Decider;
import dev.countersign.contract.event.SwitchMode;
import java.time.Instant;

/**
 * How the kill switch stands.
 *
 * @param by who set it
 * @param reason why, in their words
 */
public record SwitchSetting(SwitchMode mode, Decider by, String reason) {

    /** How it stands until somebody sets it. */
    public static final SwitchSetting UNSET =
            new SwitchSetting(SwitchMode.OPEN, new Decider("gate", Instant.EPOCH, "gate"), "never set");
}

package dev.countersign.approval.trust;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The times that a call has. */
@ConfigMapping(prefix = "countersign.call")
public interface CallConfig {

    /** From a turn's first call to the end of the time to decide; at most 30 d. */
    @WithDefault("24h")
    Duration expiry();

    /** From a release to the last instant of a first start. */
    @WithDefault("1h")
    Duration validity();

    /**
     * How long an executor may stay silent beyond the last first start and its tool's longest run, until the gate says
     * that the outcome is unknown.
     */
    @WithDefault("60s")
    Duration silence();
}

package dev.countersign.approval.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Decisions over HTTP. */
@ConfigMapping(prefix = "countersign.decision")
interface DecisionConfig {
    /** How long a request waits for the gate's outcome before it is answered with 202. */
    @WithDefault("PT5S")
    @WithName("wait")
    Duration longestWait();
}

package dev.countersign.approval.oversight;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Control changes over HTTP. */
@ConfigMapping(prefix = "countersign.control")
interface ControlConfig {
    /** How long a request waits for every partition before it is answered with 202. */
    @WithDefault("PT1S")
    @WithName("wait")
    Duration longestWait();
}

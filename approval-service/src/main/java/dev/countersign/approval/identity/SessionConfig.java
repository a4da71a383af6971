package dev.countersign.approval.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Sessions of browsers. */
@ConfigMapping(prefix = "countersign.session")
interface SessionConfig {
    String KEY_FILE = "countersign.session.key-file";
    String VALIDITY = "countersign.session.validity";

    /** At least 32 bytes of secret, the same for every instance. */
    Path keyFile();

    /** How long a sign-in lasts. */
    @WithDefault("PT12H")
    Duration validity();
}

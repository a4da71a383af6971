package dev.countersign.approval.trust;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** What needs a person. */
@ConfigMapping(prefix = "countersign.policy")
public interface PolicyConfig {

    /** YAML; required. */
    Path file();

    /** How often the file is looked at for changes; a change counts when two looks in a row have found the same. */
    @WithDefault("PT2S")
    Duration reloadInterval();
}

package dev.countersign.approval.trust;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** What needs a person. */
@ConfigMapping(prefix = "countersign.policy")
public interface PolicyConfig {

    /** YAML; required. */
    Path file();
}

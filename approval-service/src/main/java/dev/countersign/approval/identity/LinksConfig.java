package dev.countersign.approval.identity;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** One-time sign-in links. */
@ConfigMapping(prefix = "countersign.links")
interface LinksConfig {
    /** The folder with one file for each link that has not been used. */
    Path dir();
}

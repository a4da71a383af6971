package dev.countersign.approval.trust;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The executors whose catalogue entries count, by name; at least one. */
@ConfigMapping(prefix = "countersign.executors")
public interface ExecutorsConfig {

    @WithParentName
    Map<String, Executor> byName();

    /** One executor. */
    interface Executor {

        /** PEM, the Ed25519 public key that signs its catalogue entries. */
        Path keyFile();

        String kid();

        /** Names of the tools it may own; {@code *} stands for any run of characters. */
        List<String> tools();
    }
}

package dev.countersign.local;

import dev.countersign.local.launch.DataDir;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says on which folder a command works. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The stack's folder; default .countersign in the checkout.")
    Optional<Path> dir = Optional.empty();

    DataDir folder() {
        return new DataDir(dir.orElseGet(() -> checkout().resolve(".countersign")));
    }

    /** The script says where the checkout is; without it, the working directory is taken for one. */
    static Path checkout() {
        return Path.of(Optional.ofNullable(System.getenv("COUNTERSIGN_HOME")).orElse("."))
                .toAbsolutePath()
                .normalize();
    }
}

package dev.countersign.local;

import dev.countersign.local.launch.DataDir;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say this and do nothing.")
    @SuppressWarnings("UnusedVariable") // picocli looks at the annotation alone.
    private boolean help;

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
        return Path.of(System.getProperty("countersign.checkout", "."))
                .toAbsolutePath()
                .normalize();
    }
}

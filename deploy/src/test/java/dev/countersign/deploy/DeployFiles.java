package dev.countersign.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files under test lie: Maven runs the tests in the module's folder. */
public final class DeployFiles {

    public static final Path DEPLOY = Path.of("").toAbsolutePath();
    public static final Path CHECKOUT = DEPLOY.getParent();

    private DeployFiles() {}

    public static String text(String file) {
        return text(DEPLOY.resolve(file));
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

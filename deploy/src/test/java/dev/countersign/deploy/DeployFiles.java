package dev.countersign.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** Where the files under test lie: Maven runs the tests in the module's folder. */
public final class DeployFiles {

    public static final Path DEPLOY = Path.of("").toAbsolutePath();
    public static final Path CHECKOUT = DEPLOY.getParent();

    public static final List<String> SERVICES = List.of("planner-service", "approval-service", "executor-service");

    private DeployFiles() {}

    /** Where a build leaves a service. */
    public static Path packaged(String service) {
        return CHECKOUT.resolve(service).resolve("target/quarkus-app");
    }

    /** Whether a service has been packaged since its source changed. */
    public static boolean isPackaged(String service) throws IOException {
        Path jar = packaged(service).resolve("quarkus-run.jar");
        if (!Files.exists(jar)) {
            return false;
        }
        FileTime packaged = Files.getLastModifiedTime(jar);
        try (Stream<Path> sources = Files.walk(CHECKOUT.resolve(service).resolve("src/main"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(source).compareTo(packaged) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

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

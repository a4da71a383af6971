package dev.countersign.local.launch;

import dev.countersign.local.trust.KeyPairs;
import dev.countersign.local.trust.People;
import dev.countersign.local.trust.PrivateFiles;
import dev.countersign.local.trust.SignInLinks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The folder of a local stack, {@code .countersign} unless told otherwise: everything that survives a restart. */
public record DataDir(Path root) {

    /** What {@code up --fresh} removes. People and policy are edited by hand and stay. */
    private static final List<String> MADE_BY_RUNNING = List.of("broker", "state", "mailbox", "links", "logs", "keys");

    public DataDir {
        root = root.toAbsolutePath().normalize();
    }

    public Path broker() {
        return root.resolve("broker");
    }

    public Path state(String instance) {
        return root.resolve("state").resolve(instance);
    }

    /** What the executor is told of its tools beyond what it ships with. */
    Path tools() {
        return root.resolve("state").resolve("tools.properties");
    }

    public Path log(String component) {
        return root.resolve("logs").resolve(component + ".log");
    }

    public Path mailbox() {
        return root.resolve("mailbox");
    }

    public KeyPairs keys() {
        return new KeyPairs(root.resolve("keys"));
    }

    public Path peopleFile() {
        return root.resolve("people.json");
    }

    public People people() {
        return People.read(peopleFile());
    }

    public Path policyFile() {
        return root.resolve("policy.yaml");
    }

    public Path linksDir() {
        return root.resolve("links");
    }

    public SignInLinks links() {
        return new SignInLinks(linksDir(), InstantSource.system());
    }

    Path lock() {
        return root.resolve("up.lock");
    }

    Path addresses() {
        return root.resolve("stack.json");
    }

    /** Creates folders, keys, people and policy where they are missing, and keeps what is there. */
    public void prepare() {
        PrivateFiles.createDirectory(root);
        People.createMissing(peopleFile());
        for (String folder : MADE_BY_RUNNING) {
            PrivateFiles.createDirectory(root.resolve(folder));
        }
        keys().createMissing();
        if (!Files.exists(policyFile())) {
            PrivateFiles.write(policyFile(), shippedPolicy());
        }
    }

    /**
     * Removes what running has made, so that the next start begins with nothing.
     *
     * @throws RefusedStartException when the folder is not one that {@link #prepare()} has made: folders called logs or
     *     keys may be anybody's
     */
    void clear() {
        if (!Files.exists(peopleFile())
                && MADE_BY_RUNNING.stream().map(root::resolve).anyMatch(Files::exists)) {
            throw new RefusedStartException(
                    "%s was not made by ./countersign up: --fresh deletes nothing there".formatted(root));
        }
        MADE_BY_RUNNING.forEach(folder -> delete(root.resolve(folder)));
    }

    /** Renames the logs of the last run to {@code *.log.last}, so that each run has its own. */
    void setLogsAside() {
        Path logs = root.resolve("logs");
        try (Stream<Path> found = Files.exists(logs) ? Files.list(logs) : Stream.empty()) {
            for (Path log :
                    found.filter(path -> path.toString().endsWith(".log")).toList()) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".last"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void forgetAddresses() {
        try {
            Files.deleteIfExists(addresses());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> found = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot delete " + folder, failed);
        }
    }

    private static byte[] shippedPolicy() {
        try (InputStream policy = DataDir.class.getResourceAsStream("policy.yaml")) {
            return Objects.requireNonNull(policy, "policy.yaml is in the jar").readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
